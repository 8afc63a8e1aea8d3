package io.durableemitter.examples;

import java.util.Map;
import java.util.TreeMap;

/** Runs an example by its name; {@code examples/run} calls it. */
public final class Examples {

  private static final Map<String, Example> ALL =
      new TreeMap<>(
          Map.of(
              "plain-service", PlainService::run,
              "several-hosts", SeveralHosts::run,
              "plugin-and-host", PluginAndHost::run,
              "own-transport", OwnTransport::run,
              "own-store", OwnStore::run,
              "reading-metrics", ReadingMetrics::run));

  private Examples() {}

  /** One argument, the name; exits with 2 for any other. */
  public static void main(String[] args) throws Exception {
    Example example = args.length == 1 ? ALL.get(args[0]) : null;
    if (example == null) {
      System.err.println("usage: examples/run NAME, one of " + String.join(", ", ALL.keySet()));
      System.exit(2);
      return;
    }
    example.run(System.out);
  }
}
