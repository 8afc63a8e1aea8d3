package io.durableemitter.benchmarks.transactions;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.zaxxer.hikari.HikariDataSource;
import io.durableemitter.embedded.EmbeddedPostgresServer;
import java.io.IOException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.function.ToDoubleFunction;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Measures transactions that emit beside those that do not, in turns. */
@Command(
    name = "benchmarks/transactions",
    description = {
      "Measures what an event costs a transaction that inserts a row of its own: without one, with a"
          + " plain second INSERT, emitted in the transaction, there told by NOTIFY"
          + " instead of handed over, emitted after its commit, and by"
          + " gruelbox.",
      "They take turns, round by round, on one PostgreSQL with full durability; the medians of all"
          + " rounds count. Events go to a transport that answers at once, and are removed."
    })
final class TransactionsBenchmark implements Callable<Integer> {

  @SuppressWarnings("unused") // picocli asks for it
  @Option(names = "--help", usageHelp = true, description = "Shows this text.")
  private boolean help;

  @Option(names = "--threads", defaultValue = "16", description = "Callers; default 16.")
  private int threads;

  @Option(names = "--rounds", defaultValue = "5", description = "Of each; default 5.")
  private int rounds;

  @Option(names = "--seconds", defaultValue = "4", description = "Of each round; default 4.")
  private double seconds;

  @Option(names = "--json", description = "The figures as one JSON object, the last line.")
  private boolean json;

  public static void main(String[] arguments) {
    System.exit(new CommandLine(new TransactionsBenchmark()).execute(arguments));
  }

  @Override
  public Integer call() throws Exception {
    try (EmbeddedPostgresServer postgres = EmbeddedPostgresServer.temporary();
        HikariDataSource pool = Jdbc.pool(postgres.dataSource(), threads);
        HikariDataSource shared = Jdbc.pool(postgres.dataSource(), threads + 16)) {
      Jdbc.execute(
          pool, "CREATE TABLE " + Jdbc.ORDERS + " (id BIGSERIAL PRIMARY KEY, what TEXT NOT NULL)");
      List<Contender> contenders = contenders(postgres, pool, shared);
      try {
        report(contenders, measure(contenders));
      } finally {
        contenders.forEach(Contender::close);
      }
    }
    return CommandLine.ExitCode.OK;
  }

  private static List<Contender> contenders(
      EmbeddedPostgresServer postgres, HikariDataSource pool, HikariDataSource shared)
      throws SQLException {
    return List.of(
        new PlainContender(pool, false),
        new PlainContender(pool, true),
        new EmitterContender(pool, postgres.dataSource(), EmitterContender.Way.PAUSED),
        new EmitterContender(pool, postgres.dataSource(), EmitterContender.Way.JOINED),
        new EmitterContender(pool, postgres.dataSource(), EmitterContender.Way.TOLD),
        new EmitterContender(pool, postgres.dataSource(), EmitterContender.Way.COALESCED),
        new GruelboxContender(shared));
  }

  private List<List<Round>> measure(List<Contender> contenders)
      throws InterruptedException, ExecutionException {
    List<List<Round>> all = new ArrayList<>();
    contenders.forEach(contender -> all.add(new ArrayList<>()));
    // the first round of each warms up
    for (int round = 0; round <= rounds; round++) {
      for (int i = 0; i < contenders.size(); i++) {
        Round done = Round.of(contenders.get(i), threads, seconds);
        System.err.printf(
            Locale.ROOT, "round %d: %s: %.0f/s%n", round, contenders.get(i).name(), done.rate());
        if (round > 0) {
          all.get(i).add(done);
        }
      }
    }
    return all;
  }

  private void report(List<Contender> contenders, List<List<Round>> all) throws IOException {
    double without = median(all.get(0), Round::p50Micros);
    double second = median(all.get(1), Round::p50Micros) - without;
    System.out.println(
        "                          transactions/s    p50 µs    p99 µs   its cost µs   of an INSERT's   delivered/s");
    Map<String, Object> figures = new LinkedHashMap<>();
    for (int i = 0; i < all.size(); i++) {
      Round median =
          new Round(
              median(all.get(i), Round::rate),
              median(all.get(i), Round::p50Micros),
              median(all.get(i), Round::p99Micros),
              median(all.get(i), Round::deliveredRate));
      double cost = median.p50Micros() - without;
      System.out.printf(
          Locale.ROOT,
          "%-26s %13.0f %9.0f %9.0f %13.0f %16.2f %13.0f%n",
          contenders.get(i).name(),
          median.rate(),
          median.p50Micros(),
          median.p99Micros(),
          cost,
          cost / second,
          median.deliveredRate());
      figures.put(contenders.get(i).name(), median);
    }
    if (json) {
      System.out.println(new ObjectMapper().writeValueAsString(figures));
    }
  }

  private static double median(List<Round> rounds, ToDoubleFunction<Round> figure) {
    double[] sorted = rounds.stream().mapToDouble(figure).sorted().toArray();
    return sorted[sorted.length / 2];
  }
}
