package io.durableemitter.examples;

import io.durableemitter.examples.kafka.EachEventOnce;
import io.durableemitter.examples.shop.ShopCommand;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** Runs an example by its name; {@code examples/run} calls it. */
public final class Examples {

  private static final String SHOP = "shop";

  /** Those that are run here; the others are of modules of their own. */
  private static final Map<String, Example> HERE =
      Map.of(
          "plain-service", PlainService::run,
          "several-hosts", SeveralHosts::run,
          "several-shards", SeveralShards::run,
          "plugin-and-host", PluginAndHost::run,
          "own-transport", OwnTransport::run,
          "own-store", OwnStore::run,
          "reading-metrics", ReadingMetrics::run,
          "each-event-once", EachEventOnce::run);

  private static final List<String> USAGE =
      List.of(
          "usage: examples/run NAME, one of",
          "  plain-service    one event, many in one commit, one without waiting",
          "  jdbc             an order and its event in one transaction of plain JDBC",
          "  jooq             the same in one of jOOQ",
          "  hibernate        the same in one of Hibernate",
          "  cdi              the same in one of JTA, by CDI: Weld and Narayana",
          "  shop             the same by Spring Boot, with a kill -9 in the middle",
          "  several-hosts    two processes take over what a third one stored",
          "  several-shards   one process and three tables, by the key of each event",
          "  plugin-and-host  a process that only stores, and the one that delivers for it",
          "  own-transport    a transport of yours: here into a file",
          "  own-store        a store of yours, by the contract: here SQLite",
          "  reading-metrics  OpenTelemetry, counters, health",
          "  each-event-once  behind Kafka: a consumer that drops what comes again",
          "cdi, hibernate, jdbc, jooq and shop have options: examples/run NAME --help");

  private Examples() {}

  /**
   * One argument, the name, or {@code shop} and its options; exits with 2 for any other. Where the
   * applications of the shop are is told by {@code SHOP_APPLICATIONS}.
   */
  public static void main(String[] args) throws Exception {
    System.exit(run(System.out, System.err, args));
  }

  private static int run(PrintStream out, PrintStream err, String... args) throws Exception {
    String name = args.length == 0 ? "" : args[0];
    if (name.equals(SHOP)) {
      Path applications =
          Path.of(System.getenv().getOrDefault("SHOP_APPLICATIONS", "examples/shop"));
      return ShopCommand.run(applications, out, Arrays.copyOfRange(args, 1, args.length));
    }
    if (name.equals("--help")) {
      USAGE.forEach(out::println);
      return 0;
    }
    Example example = args.length == 1 ? HERE.get(name) : null;
    if (example == null) {
      USAGE.forEach(err::println);
      return 2;
    }
    example.run(out);
    return 0;
  }
}
