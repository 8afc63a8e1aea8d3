package io.durableemitter.benchmarks.speed;

import io.durableemitter.benchmarks.speed.limit.CommitLimit;
import io.durableemitter.benchmarks.speed.limit.RawCycle;
import io.durableemitter.benchmarks.speed.limit.RawInserts;
import io.durableemitter.benchmarks.speed.limit.RawRpc;
import io.durableemitter.benchmarks.speed.limit.RawWriter;
import java.util.List;

/** What PostgreSQL and gRPC can do at best. */
final class Limits {

  static final String COMMIT = "limit.commit.p50Millis";
  static final String INSERT = "limit.insert.perSecond";
  static final String CYCLE = "limit.cycle.perSecond";
  static final String RPC = "limit.rpc.perSecond";

  /** Connections and rows in a statement. */
  private record Grid(int connections, int rows) {}

  private final double seconds;
  private final List<Grid> grid;

  /**
   * Limits.
   *
   * @param seconds of each
   * @param whole whether to try several numbers of connections and rows, or those that win usually
   */
  Limits(double seconds, boolean whole) {
    this.seconds = seconds;
    this.grid =
        whole
            ? List.of(new Grid(1, 500), new Grid(2, 500), new Grid(2, 2_000), new Grid(4, 500))
            : List.of(new Grid(2, 500));
  }

  List<Named> all() {
    return List.of(
        new Named("limits", "one commit", COMMIT, 0, this::commit),
        new Named("limits", "raw insert", INSERT, 0, this::insert),
        new Named("limits", "raw cycle", CYCLE, 0, this::cycle),
        new Named("limits", "raw RPC", RPC, 0, this::rpc));
  }

  private void commit(Bench bench, Figures figures) throws Exception {
    bench.table().empty();
    figures.add(COMMIT, CommitLimit.measure(bench.table(), seconds / 2).p50());
  }

  private void insert(Bench bench, Figures figures) throws Exception {
    double unnest = best(bench, RawInserts.unnest());
    double copy = best(bench, RawInserts.copy());
    figures.add("limit.insert.unnest.perSecond", unnest);
    figures.add("limit.insert.copy.perSecond", copy);
    figures.add(INSERT, Math.max(unnest, copy));
  }

  private double best(Bench bench, RawWriter.Maker maker) throws Exception {
    double best = 0;
    for (Grid one : grid) {
      bench.table().empty();
      best =
          Math.max(
              best,
              RawInserts.measure(bench.table(), maker, one.connections(), one.rows(), seconds / 2));
    }
    return best;
  }

  private void cycle(Bench bench, Figures figures) throws Exception {
    bench.table().empty();
    double unnest = RawCycle.measure(bench.table(), RawInserts.unnest(), seconds);
    bench.table().empty();
    double copy = RawCycle.measure(bench.table(), RawInserts.copy(), seconds);
    figures.add("limit.cycle.unnest.perSecond", unnest);
    figures.add("limit.cycle.copy.perSecond", copy);
    figures.add(CYCLE, Math.max(unnest, copy));
  }

  private void rpc(Bench bench, Figures figures) throws Exception {
    figures.add(RPC, RawRpc.measure(bench.rawPort(), seconds / 2));
  }
}
