package io.durableemitter.benchmarks.speed;

import io.durableemitter.benchmarks.speed.limit.Table;
import io.durableemitter.benchmarks.speed.subject.Answer;
import io.durableemitter.benchmarks.speed.subject.CallerKind;
import io.durableemitter.benchmarks.speed.subject.Order;
import io.durableemitter.benchmarks.speed.subject.Way;
import java.io.IOException;
import java.sql.SQLException;
import java.util.List;
import java.util.Locale;

/** What rows that wait do to emits, how fast they go out, and how several hosts share them. */
final class Backlogs {

  static final String DRAIN = "drain.perSecond";

  private static final int CALLERS = 64;
  private static final int TURNS = 3;
  private static final List<Integer> HOSTS = List.of(1, 2, 4);
  private static final List<Integer> HEAPS_MIB = List.of(64, 96, 128, 192, 256, 512);

  private final double seconds;
  private final long drained;
  private final List<Long> waiting;

  /**
   * Backlogs.
   *
   * @param drained rows that go out in one measurement
   * @param waiting how many rows wait while others are emitted
   */
  Backlogs(double seconds, long drained, List<Long> waiting) {
    this.seconds = seconds;
    this.drained = drained;
    this.waiting = waiting;
  }

  /** The name of the ratio of emits beside so many rows to emits without. */
  static String name(long rows) {
    return "backlog." + rows + ".ofEmpty";
  }

  Named drain() {
    return new Named(
        "drain",
        String.format(Locale.ROOT, "drain %,d rows", drained),
        DRAIN,
        0,
        (bench, figures) -> {
          bench.table().empty();
          bench.table().fill(drained, 512);
          Answer answer = bench.carryOut(Order.drain(Way.SENT, drained));
          figures.add(DRAIN, answer.endToEndPerSecond());
        });
  }

  List<Named> beside() {
    return waiting.stream()
        .map(
            rows ->
                new Named(
                    "backlog",
                    String.format(Locale.ROOT, "emits while %,d rows wait", rows),
                    name(rows),
                    1,
                    (bench, figures) -> beside(bench, figures, rows)))
        .toList();
  }

  /** In turns: a table with rows that nobody sends yet, and one without. */
  private void beside(Bench bench, Figures figures, long rows) throws Exception {
    bench.table().empty();
    Order order = Order.closedLoop(Way.REMOVED, CallerKind.PLATFORM, CALLERS, seconds);
    try (Table full = new Table(bench.postgres().jdbcUrl(), "waiting")) {
      full.empty();
      full.fillNotDue(rows);
      for (int turn = 0; turn < TURNS; turn++) {
        double empty = bench.measure(order).endToEndPerSecond();
        double beside = bench.carryOut(order, full).endToEndPerSecond();
        figures.add("backlog." + rows + ".endToEndPerSecond", beside);
        figures.add(name(rows), beside / empty);
      }
      full.empty();
    }
  }

  List<Named> hosts() {
    return HOSTS.stream()
        .map(
            hosts ->
                new Named(
                    "hosts",
                    hosts + (hosts == 1 ? " host drains" : " hosts drain"),
                    "hosts." + hosts + ".perSecond",
                    1,
                    (bench, figures) -> new HostsDrain(bench, drained).run(hosts, figures)))
        .toList();
  }

  Named heap() {
    return new Named(
        "heap",
        "the least heap for a backlog of mixed sizes",
        "heap.mib",
        1,
        (bench, figures) -> figures.add("heap.mib", leastHeap(bench)));
  }

  private double leastHeap(Bench bench) throws Exception {
    for (int mib : HEAPS_MIB) {
      fillMixed(bench.table());
      long rows = (long) bench.table().number("SELECT count(*) FROM " + bench.table().name());
      try (Child small = bench.another(List.of("-Xmx" + mib + "m"))) {
        small.ask(bench.here(Order.drain(Way.SENT, rows)), Answer.class);
        return mib;
      } catch (IOException ended) {
        System.err.printf(Locale.ROOT, "  not with %d MiB: %s%n", mib, ended.getMessage());
      }
    }
    throw new IllegalStateException("no heap was enough for a backlog of mixed sizes");
  }

  private void fillMixed(Table table) throws SQLException {
    table.empty();
    for (int bytes : List.of(100, 4_096, 512, 65_536, 1_000_000)) {
      table.fill(Math.min(drained, Math.max(100, 200_000_000L / (bytes + 300) / 4)), bytes);
    }
  }
}
