package io.durableemitter.console;

import io.durableemitter.api.DeadLetterReason;
import io.durableemitter.console.internal.state.Fleet;
import io.durableemitter.spi.DurableEventStore;
import io.durableemitter.spi.DurableQueueStats;
import io.durableemitter.spi.HostRegistry;
import io.durableemitter.spi.HostReport;
import io.durableemitter.spi.QueueAction;
import io.durableemitter.spi.QueueOrders;
import io.durableemitter.spi.RegisteredHost;
import io.durableemitter.testkit.ForwardingEventStore;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/**
 * A queue for pictures: the figures of a morning with an outage of five minutes, always the same.
 */
final class ShownQueue extends ForwardingEventStore {

  static final Duration TTL = Duration.ofDays(3);

  private static final int POINTS = History.MOST;
  private static final int OUTAGE_BEGINS = 430;
  private static final int OUTAGE_ENDS = 580;
  private static final double RATE = 1_840;

  ShownQueue(DurableEventStore store) {
    super(store);
  }

  /** The half hour before now. */
  static History history(Instant now) {
    History history = new History();
    for (int i = 0; i < POINTS; i++) {
      Map<String, Double> failures = new HashMap<>();
      boolean outage = i >= OUTAGE_BEGINS && i < OUTAGE_ENDS;
      failures.put("UNAVAILABLE", outage ? 36 + 9 * wave(i, 3) : 0.0);
      failures.put("VALIDATION_FAILED", i % 97 < 6 ? 0.5 + 0.5 * wave(i, 7) : 0.0);
      history.add(
          new Sample(
              now.minusSeconds(2L * (POINTS - i)),
              Optional.of(stats(i)),
              "",
              new Fleet(true, hosts(i), QueueOrders.NONE),
              Sample.NO_COUNTS,
              failures,
              Map.of()));
    }
    return history;
  }

  /** Between 0 and 1, without a visible period. */
  private static double wave(int i, int seed) {
    return 0.5
        + 0.25 * Math.sin(i * 0.731 + seed)
        + 0.15 * Math.sin(i * 0.173 * seed)
        + 0.10 * Math.sin(i * 2.9 + 3 * seed);
  }

  private static double in(int i) {
    return RATE * (0.92 + 0.10 * Math.sin(i / 140.0) + 0.08 * wave(i, 2));
  }

  private static double backlog(int i) {
    double gathered = 0;
    double drained = 0;
    for (int k = OUTAGE_BEGINS; k < Math.min(i, OUTAGE_ENDS); k++) {
      gathered += 2 * in(k);
    }
    for (int k = OUTAGE_ENDS; k < i; k++) {
      drained += 2 * RATE * 1.55;
    }
    return Math.max(0, gathered - drained);
  }

  private static double out(int i) {
    boolean outage = i >= OUTAGE_BEGINS && i < OUTAGE_ENDS;
    double extra = backlog(i) > 0 && !outage ? RATE * 1.5 * (0.94 + 0.1 * wave(i, 5)) : 0;
    return outage ? 0 : in(i) * (0.98 + 0.04 * wave(i, 9)) + extra;
  }

  private static DurableQueueStats stats(int i) {
    long depth = Math.round(backlog(i) + 310 + 120 * wave(i, 4));
    double age = 0.4 + 0.3 * wave(i, 6) + 300 * backlog(i) / backlog(OUTAGE_ENDS);
    return new DurableQueueStats(
        depth, depth, depth * 742, Duration.ofMillis((long) (Math.max(0.3, age) * 1e3)), 0, false);
  }

  private static RegisteredHost host(int i, int number, String name, Duration silence) {
    boolean outage = i >= OUTAGE_BEGINS && i < OUTAGE_ENDS;
    double share = new double[] {0.41, 0.35, 0.24}[number];
    Map<String, Double> figures = new HashMap<>();
    figures.put(HostReport.EMITTED_PER_SECOND, in(i) * share);
    figures.put(HostReport.DELIVERED_PER_SECOND, out(i) * share);
    figures.put(HostReport.STORE_MILLIS_P50, 1.9 + 0.5 * wave(i, 11 + number));
    figures.put(
        HostReport.STORE_MILLIS_P99, 6.5 + 3.5 * wave(i, 12 + number) + (i % 211 < 4 ? 11 : 0));
    if (!outage) {
      figures.put(HostReport.DELIVER_MILLIS_P50, 8 + 2 * wave(i, 13 + number));
      figures.put(HostReport.DELIVER_MILLIS_P99, 31 + 14 * wave(i, 14 + number));
    }
    return new RegisteredHost(
        new HostReport(
            UUID.nameUUIDFromBytes(new byte[] {(byte) number}),
            name,
            "1.0.0",
            "host",
            Duration.ofHours(26 + 31L * number).plusMinutes(17),
            "OPEN",
            "",
            figures),
        Instant.EPOCH,
        silence);
  }

  private static List<RegisteredHost> hosts(int i) {
    return List.of(
        host(i, 0, "orders-7c9f6", Duration.ofMillis(900)),
        host(i, 1, "orders-x2v4k", Duration.ofMillis(2_100)),
        host(i, 2, "billing-0", Duration.ofMillis(3_400)));
  }

  @Override
  public DurableQueueStats observeQueue(Duration ttl, Duration nearExpiryLead) {
    return stats(POINTS - 1);
  }

  @Override
  public Optional<HostRegistry> hosts() {
    return super.hosts().map(Registry::new);
  }

  /** Reports are made up; what people do is kept. */
  private record Registry(HostRegistry kept) implements HostRegistry {

    @Override
    public QueueOrders report(HostReport report) {
      return kept.report(report);
    }

    @Override
    public void leave(UUID owner) {
      kept.leave(owner);
    }

    @Override
    public List<RegisteredHost> hosts(int limit) {
      return ShownQueue.hosts(POINTS - 1);
    }

    @Override
    public QueueOrders orders() {
      return kept.orders();
    }

    @Override
    public QueueAction record(QueueAction.Kind kind, String actor, String detail) {
      return kept.record(kind, actor, detail);
    }

    @Override
    public List<QueueAction> actions(int limit) {
      return kept.actions(limit);
    }
  }

  /** What lies there: some dead letters, some pending events. */
  static void fill(TestQueue queue, Instant now) {
    String[][] dead = {
      {
        "invoice-88213",
        "billing",
        "com.example.invoice.paid",
        "VALIDATION_FAILED: /total must be a number",
        "rejected"
      },
      {
        "invoice-88217",
        "billing",
        "com.example.invoice.paid",
        "VALIDATION_FAILED: /total must be a number",
        "rejected"
      },
      {
        "order-550919",
        "orders",
        "com.example.order.shipped",
        "SCHEMA_MISSING: com.example.order.shipped is not registered",
        "rejected"
      },
      {
        "scan-7716",
        "archive",
        "com.example.document.scanned",
        "4,812,331 bytes are more than the transport carries",
        "too_large"
      },
      {
        "order-551204",
        "orders",
        "com.example.order.placed",
        "INTERNAL: no partition leader",
        "too_many_attempts"
      },
      {
        "invoice-88240",
        "billing",
        "com.example.invoice.paid",
        "VALIDATION_FAILED: /customer is missing",
        "rejected"
      },
    };
    for (String[] letter : dead) {
      queue.deadLetter(
          new TestEvent(
                  letter[0],
                  letter[1],
                  letter[2],
                  "{\"customer\":{\"id\":40127,\"country\":\"NL\"},\"lines\":[{\"sku\":\"A-113\","
                      + "\"amount\":2,\"price\":\"19.90\"},{\"sku\":\"C-020\",\"amount\":1,"
                      + "\"price\":\"4.50\"}],\"total\":\"44.30\"}")
              .with("subject", "customer/40127")
              .with("time", "2026-03-02T07:41:09Z"),
          DeadLetterReason.of(letter[4]),
          letter[3]);
    }
    queue.execute(
        "UPDATE {table}_dead_letters SET died_at = t - (id * 7 || ' minutes')::interval,"
            + " created_at = t - (id * 7 + 3 || ' minutes')::interval FROM (SELECT '"
            + now
            + "'::timestamptz AS t) AS at");
    for (int i = 0; i < 24; i++) {
      queue.pending(
          new TestEvent(
              "order-" + (551_300 + i),
              i % 3 == 0 ? "billing" : "orders",
              i % 3 == 0 ? "com.example.invoice.paid" : "com.example.order.placed",
              "{\"total\":\"44.30\"}"));
    }
    HostRegistry registry = queue.registry();
    registry.record(QueueAction.Kind.PAUSE, "Mara", "receiver is being upgraded");
    registry.record(QueueAction.Kind.RESUME, "Mara", "upgrade is done");
    registry.record(
        QueueAction.Kind.REDRIVE,
        "Jonas",
        "42 dead letters: reason rejected type com.example.order.placed");
  }
}
