package io.durableemitter.chaos.transactions;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.durableemitter.chaos.check.Deliveries;
import io.durableemitter.chaos.check.Eventually;
import io.durableemitter.chaos.check.Sql;
import io.durableemitter.chaos.child.ChildProcess;
import io.durableemitter.chaos.proxy.Pooler;
import io.durableemitter.embedded.EmbeddedPostgresServer;
import io.durableemitter.ingress.FaultPlan;
import io.durableemitter.ingress.IngressServer;
import io.durableemitter.postgres.PgMigrations;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * An application that emits within its transactions, killed now and then, while the ingress comes
 * and goes. In the end every event that was committed has arrived, and no other.
 */
public final class TransactionsRun {

  static final String TABLE = "cre.chip_durable_events";
  static final String PAYMENTS = "cre.payments";

  /**
   * What to do.
   *
   * @param transactions how many there are at least
   * @param threads of the application
   * @param kills how often it is killed
   * @param outages how often the ingress is away
   * @param pooled whether the application connects through a pooler in transaction mode
   */
  public record Plan(int transactions, int threads, int kills, int outages, boolean pooled) {}

  private final Plan plan;
  private final EmbeddedPostgresServer postgres = EmbeddedPostgresServer.temporary();
  private final Sql sql = Sql.on(postgres);
  private final Deliveries deliveries = new Deliveries();
  private final IngressServer ingress = IngressServer.builder().observer(deliveries).build();
  private int outages;
  private long openSeconds;

  private Optional<Pooler> pooler = Optional.empty();

  private TransactionsRun(Plan plan) {
    this.plan = plan;
  }

  /** Runs it, and tells whether all held. */
  public static boolean run(Plan plan) throws IOException, SQLException {
    TransactionsRun run = new TransactionsRun(plan);
    try {
      return run.run();
    } finally {
      run.ingress.close();
      run.pooler.ifPresent(Pooler::close);
      run.postgres.close();
    }
  }

  private boolean run() throws IOException, SQLException {
    PgMigrations.migrate(postgres.dataSource(), TABLE);
    sql.execute("CREATE TABLE " + PAYMENTS + " (event_id TEXT PRIMARY KEY)");
    ingress.start();
    String url = plan.pooled() ? throughPooler() : postgres.jdbcUrl();
    try (LongTransaction open = new LongTransaction(postgres.dataSource(), ingress.port())) {
      return verdict(lives(url, open));
    }
  }

  /** All lives of the application; returns how many transactions it made. */
  private int lives(String url, LongTransaction open) throws IOException, SQLException {
    int made = 0;
    int share = plan.transactions() / (plan.kills() + 1) + 1;
    for (int life = 0; life <= plan.kills(); life++) {
      boolean last = life == plan.kills();
      made += live(url, life, share, last ? Optional.of(open) : Optional.empty());
      say("life " + life + ": " + made + " transactions, " + deliveries.distinct() + " delivered");
    }
    return made;
  }

  private String throughPooler() throws IOException {
    Pooler.Role role = new Pooler.Role("paying", "on-loopback");
    sql.execute(
        "CREATE ROLE paying LOGIN PASSWORD 'on-loopback'; GRANT USAGE ON SCHEMA cre TO paying;"
            + " GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA cre TO paying;"
            + " GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA cre TO paying");
    Path folder = Files.createTempDirectory("durable-emitter-pooler");
    pooler = Pooler.start(folder, postgres.port(), role);
    int port =
        pooler
            .orElseThrow(() -> new IOException("--pooler needs pgbouncer, which is not installed"))
            .port();
    return "jdbc:postgresql://127.0.0.1:"
        + port
        + "/postgres?user=paying&password=on-loopback&prepareThreshold=0";
  }

  /** One life of the application; returns how many transactions it made. */
  private int live(String url, int life, int share, Optional<LongTransaction> last)
      throws IOException, SQLException {
    Path output = Files.createTempFile("durable-emitter-transactions", ".out");
    // one that is killed has more to do than it can
    int most = last.isPresent() ? share : 100 * share;
    try (ChildProcess child =
        PayingMain.process(url, ingress.port(), "life" + life, most, plan.threads())
            .output(output)
            .start()) {
      if (outages < plan.outages()) {
        outage(child, share / 2);
      }
      // killed in the middle of delivering, not before it has begun
      long before = deliveries.distinct();
      child.await(
          () -> share + " transactions and some deliveries",
          () -> done(child) >= share && deliveries.distinct() > before + share / 4);
      if (last.isPresent()) {
        openSeconds = last.get().commit();
        awaitDelivery();
        child.end();
      } else {
        child.kill();
      }
      return done(child);
    } finally {
      Files.delete(output);
    }
  }

  /** Half of a life's transactions are made while the ingress is away. */
  private void outage(ChildProcess child, int share) {
    outages++;
    ingress.setFaults(FaultPlan.ofOutage());
    child.await(() -> share + " transactions without ingress", () -> done(child) >= share);
    ingress.setFaults(FaultPlan.none());
  }

  private static int done(ChildProcess child) {
    return (int) child.output().lines().filter(line -> line.startsWith("done ")).count();
  }

  private void awaitDelivery() {
    Eventually.holds(
        () -> "pending: " + sql.query("SELECT count(*) FROM " + TABLE),
        () -> sql.query("SELECT count(*) FROM " + TABLE) == 0);
  }

  private boolean verdict(int made) throws IOException {
    Set<String> committed =
        Set.of(
            sql.text("SELECT coalesce(string_agg(event_id, ','), '') FROM " + PAYMENTS)
                .split(",", -1));
    Set<String> delivered = deliveries.ids();
    Set<String> lost = minus(committed, delivered);
    Set<String> invented = minus(delivered, committed);
    Map<String, Object> figures = new LinkedHashMap<>();
    figures.put("transactions", made);
    figures.put("kills", plan.kills());
    figures.put("outages", outages);
    figures.put("longestTransactionSeconds", openSeconds);
    figures.put("committedEvents", committed.size());
    figures.put("delivered", delivered.size());
    figures.put("duplicates", deliveries.duplicates());
    figures.put("lost", lost.size());
    figures.put("invented", invented.size());
    figures.put("pending", sql.query("SELECT count(*) FROM " + TABLE));
    lost.forEach(id -> say("lost: " + id));
    invented.forEach(id -> say("rolled back, but delivered: " + id));
    System.out.println(new ObjectMapper().writeValueAsString(figures));
    return lost.isEmpty() && invented.isEmpty();
  }

  private static Set<String> minus(Set<String> all, Set<String> less) {
    Set<String> rest = new HashSet<>(all);
    rest.removeAll(less);
    return rest;
  }

  static void say(String line) {
    System.err.println(line);
  }
}
