package io.durableemitter.examples.shop;

import io.durableemitter.embedded.EmbeddedPostgresServer;
import io.durableemitter.ingress.FaultPlan;
import io.durableemitter.ingress.InMemorySink;
import io.durableemitter.ingress.IngressServer;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * The shop under load, killed while the ingress is away and its events wait in the table, and
 * started again. PostgreSQL and ingress are in this process.
 */
final class ShopRun implements AutoCloseable {

  private static final Duration LONGEST = Duration.ofMinutes(2);

  private final ShopPlan plan;
  private final EmbeddedPostgresServer database = EmbeddedPostgresServer.temporary();
  private final ShopTables tables = new ShopTables(database.dataSource());
  private final InMemorySink sink = new InMemorySink(100_000);
  private final IngressServer ingress = IngressServer.builder().port(0).sink(sink).build();
  private final Answers answers = new Answers();
  private long pendingAtKill;

  private ShopRun(ShopPlan plan) {
    this.plan = plan;
    ingress.start();
  }

  static ShopFigures run(ShopPlan plan) throws IOException, InterruptedException, SQLException {
    try (ShopRun run = new ShopRun(plan)) {
      int share = plan.orders() / (plan.kills() + 1) + 1;
      for (int life = 0; life < plan.kills(); life++) {
        run.killed(share);
      }
      run.ended(share);
      return run.figures();
    }
  }

  /** A life of the shop that ends in the middle of its orders. */
  private void killed(int share) throws IOException, InterruptedException, SQLException {
    int before = answers.count();
    long delivered = sink.distinctCount();
    try (ShopProcess shop = start();
        Customers customers = new Customers(shop.port(), plan.threads(), 100 * share, answers)) {
      await(
          shop,
          () ->
              customers.done()
                  || (answers.count() >= before + share / 2 && sink.distinctCount() > delivered));
      ingress.setFaults(FaultPlan.ofOutage());
      say("the ingress goes away after " + sink.distinctCount() + " events; orders go on");
      int away = answers.count();
      await(shop, () -> customers.done() || answers.count() >= away + share / 2);
      shop.kill();
      customers.join();
    }
    ingress.setFaults(FaultPlan.none());
    long pending = tables.pending();
    pendingAtKill += pending;
    say("kill -9 after " + answers.count() + " orders, with " + pending + " events to deliver");
  }

  /** The last life, which ends in order when all is delivered. */
  private void ended(int share) throws IOException, InterruptedException, SQLException {
    int unanswered = answers.unanswered();
    try (ShopProcess shop = start();
        Customers customers = new Customers(shop.port(), plan.threads(), share, answers)) {
      await(shop, customers::done);
      customers.join();
      if (answers.unanswered() > unanswered) {
        throw new IllegalStateException("the shop is there, and leaves orders without an answer");
      }
      say(answers.count() + " orders are answered; waiting until all events are delivered");
      await(shop, () -> tables.pending() == 0);
      shop.end();
    }
  }

  private ShopProcess start() throws IOException, InterruptedException {
    say("starts: " + plan.application().getFileName());
    ShopProcess shop =
        ShopProcess.start(
            plan.application(),
            Map.of(
                "SPRING_DATASOURCE_URL",
                database.jdbcUrl(),
                "DURABLEEMITTER_INGRESS_ENDPOINT",
                "127.0.0.1:" + ingress.port()));
    say("takes orders");
    return shop;
  }

  private interface Condition {
    boolean holds() throws SQLException;
  }

  /** Waits for what only a living shop can bring about. What does not come is for the verdict. */
  private static void await(ShopProcess shop, Condition condition)
      throws InterruptedException, SQLException {
    long begin = System.nanoTime();
    while (!condition.holds() && System.nanoTime() - begin < LONGEST.toNanos()) {
      shop.requireAlive();
      Thread.sleep(10);
    }
  }

  private ShopFigures figures() throws SQLException {
    Set<String> committed = tables.committed();
    Set<String> delivered = new HashSet<>();
    sink.forEachId((id, times) -> delivered.add(id));
    Set<String> expected = new HashSet<>(committed);
    expected.addAll(answers.confirmed());
    return new ShopFigures(
        answers,
        plan.kills(),
        pendingAtKill,
        committed.size(),
        delivered.size(),
        sink.duplicateCount(),
        missing("lost", expected, delivered),
        missing("invented", delivered, committed));
  }

  private static int missing(String what, Set<String> ids, Set<String> from) {
    Set<String> missing = new HashSet<>(ids);
    missing.removeAll(from);
    missing.stream().limit(10).forEach(id -> say(what + ": " + id));
    return missing.size();
  }

  /** For people, who wait. */
  static void say(String line) {
    System.err.println("shop: " + line);
  }

  @Override
  public void close() {
    ingress.close();
    database.close();
  }
}
