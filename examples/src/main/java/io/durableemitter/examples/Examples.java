package io.durableemitter.examples;

import io.durableemitter.examples.shop.ShopCommand;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;

/** Runs an example by its name; {@code examples/run} calls it. */
public final class Examples {

  private static final String SHOP = "shop";

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

  /**
   * One argument, the name, or {@code shop} and its options; exits with 2 for any other. Where the
   * applications of the shop are is told by {@code SHOP_APPLICATIONS}.
   */
  public static void main(String[] args) throws Exception {
    if (args.length > 0 && args[0].equals(SHOP)) {
      Path applications =
          Path.of(System.getenv().getOrDefault("SHOP_APPLICATIONS", "examples/shop"));
      System.exit(
          ShopCommand.run(applications, System.out, Arrays.copyOfRange(args, 1, args.length)));
    }
    Example example = args.length == 1 ? ALL.get(args[0]) : null;
    if (example == null) {
      System.err.println(
          "usage: examples/run NAME, one of "
              + String.join(", ", ALL.keySet())
              + "; or examples/run shop --help");
      System.exit(2);
      return;
    }
    example.run(System.out);
  }
}
