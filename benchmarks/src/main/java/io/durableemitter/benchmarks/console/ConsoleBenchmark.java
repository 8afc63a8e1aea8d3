package io.durableemitter.benchmarks.console;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.durableemitter.api.Event;
import io.durableemitter.benchmarks.AnsweringTransport;
import io.durableemitter.core.DurableEmitter;
import io.durableemitter.core.config.EmitterConfig;
import io.durableemitter.embedded.EmbeddedPostgresServer;
import io.durableemitter.postgres.PgDurableEventStore;
import io.durableemitter.postgres.PgMigrations;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import javax.sql.DataSource;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Measures an emitter with a console that somebody watches beside one without, in turns. */
@Command(
    name = "benchmarks/console",
    description = {
      "Measures how many events a second are stored while nobody watches, and while a console with"
          + " one live view does, in turns, on a table in which rows wait already.",
      "Full durability; nothing is delivered. The medians of all rounds count."
    })
final class ConsoleBenchmark implements Callable<Integer> {

  private static final String TABLE = "bench.chip_durable_events";

  @SuppressWarnings("unused") // picocli asks for it
  @Option(names = "--help", usageHelp = true, description = "Shows this text.")
  private boolean help;

  @Option(names = "--rows", defaultValue = "1000000", description = "That wait; default 1000000.")
  private long rows;

  @Option(names = "--threads", defaultValue = "16", description = "Callers; default 16.")
  private int threads;

  @Option(names = "--rounds", defaultValue = "7", description = "Of each; default 7.")
  private int rounds;

  @Option(names = "--seconds", defaultValue = "10", description = "Of each round; default 10.")
  private double seconds;

  @Option(names = "--json", description = "The figures as one JSON object, the last line.")
  private boolean json;

  public static void main(String[] arguments) {
    System.exit(new CommandLine(new ConsoleBenchmark()).execute(arguments));
  }

  @Override
  public Integer call() throws Exception {
    try (EmbeddedPostgresServer postgres = EmbeddedPostgresServer.temporary();
        HikariDataSource pool = pool(postgres.dataSource())) {
      PgMigrations.migrate(pool, TABLE);
      PgDurableEventStore store = PgDurableEventStore.builder(pool).table(TABLE).build();
      try (DurableEmitter emitter =
          DurableEmitter.builder()
              .store(store)
              .transport(new AnsweringTransport())
              .config(
                  EmitterConfig.builder()
                      .retransmit(retransmit -> retransmit.enabled(false))
                      .build())
              .build()) {
        emitter.pauseDelivery();
        emitter.start();
        emitter.emit(Event.of("benchmark", "order.placed").bytes("text/plain", new byte[512]));
        fill(pool);
        report(emitter, store);
      }
    }
    return CommandLine.ExitCode.OK;
  }

  private static HikariDataSource pool(DataSource server) {
    HikariConfig config = new HikariConfig();
    config.setDataSource(server);
    config.setMaximumPoolSize(12);
    return new HikariDataSource(config);
  }

  /** Copies of the one that is there. */
  private void fill(DataSource pool) throws SQLException {
    try (Connection connection = pool.getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute(
          "INSERT INTO "
              + TABLE
              + " (payload) SELECT payload FROM "
              + TABLE
              + ", generate_series(1, "
              + rows
              + ")");
      statement.execute("ANALYZE " + TABLE);
    }
  }

  private void report(DurableEmitter emitter, PgDurableEventStore store) throws Exception {
    List<Double> alone = new ArrayList<>();
    List<Double> watched = new ArrayList<>();
    // the first round warms up
    for (int round = 0; round <= rounds; round++) {
      double without = Callers.rate(emitter, threads, seconds);
      double with;
      try (WatchedConsole console = new WatchedConsole(store)) {
        with = Callers.rate(emitter, threads, seconds);
        if (console.bytes() == 0) {
          throw new IllegalStateException("the live view got nothing");
        }
      }
      System.err.printf(
          Locale.ROOT, "round %d: %.0f/s alone, %.0f/s watched%n", round, without, with);
      if (round > 0) {
        alone.add(without);
        watched.add(with);
      }
    }
    double change = median(watched) / median(alone) - 1;
    System.out.printf(
        Locale.ROOT,
        "%,d rows wait: %.0f events/s alone, %.0f watched, %+.1f %%%n",
        rows,
        median(alone),
        median(watched),
        100 * change);
    if (json) {
      System.out.println(
          new ObjectMapper()
              .writeValueAsString(
                  Map.of("alone", median(alone), "watched", median(watched), "change", change)));
    }
  }

  private static double median(List<Double> rates) {
    double[] sorted = rates.stream().mapToDouble(Double::doubleValue).sorted().toArray();
    return sorted[sorted.length / 2];
  }
}
