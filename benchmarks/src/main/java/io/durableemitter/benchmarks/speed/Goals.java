package io.durableemitter.benchmarks.speed;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What the project wants to reach, by the names of {@link Headlines}. */
public final class Goals {

  /**
   * One goal.
   *
   * @param figure its name
   * @param text what it says
   * @param atMost whether less is better
   * @param value what is to be reached
   */
  public record Goal(String figure, String text, boolean atMost, double value) {

    /** Whether a measured value reaches it. */
    public boolean isMet(double measured) {
      return atMost ? measured <= value : measured >= value;
    }
  }

  /** All goals, as they are shown. */
  public static final List<Goal> ALL =
      List.of(
          new Goal("emitP50VsCommit", "one caller, p50 of an emit, in commits", true, 1.3),
          new Goal("emitVsRawInsert", "64 callers, of a raw insert", false, 0.5),
          new Goal("emitVirtualVsRawInsert", "512 virtual threads, of a raw insert", false, 0.7),
          new Goal("emitAsyncVsRawInsert", "asynchronous, of a raw insert", false, 0.9),
          new Goal("endToEndPerSecond64", "end to end, 64 callers, events/s", false, 60_000),
          new Goal("endToEndPerSecond512Virtual", "512 virtual threads, events/s", false, 90_000),
          new Goal("endToEndAsyncDeliveredPerSecond", "asynchronous, events/s", false, 110_000),
          new Goal("endToEndVsRawCycle", "asynchronous, of a raw cycle", false, 0.6),
          new Goal("emitP50Millis10k", "emit p50 at 10,000/s, ms", true, 0.6),
          new Goal("emitP99Millis10k", "emit p99 at 10,000/s, ms", true, 5),
          new Goal("ackP50MillisHalfLoad", "commit to acknowledgement p50, ms", true, 3),
          new Goal("ackP99MillisHalfLoad", "commit to acknowledgement p99, ms", true, 15),
          new Goal("drainVsEndToEnd", "a drain, of end to end", false, 1.0),
          new Goal("backlog10mVsEmpty", "10 million rows wait, of an empty table", false, 0.95),
          new Goal("heapMiB", "heap for a backlog of mixed sizes, MiB", true, 64));

  private Goals() {}

  /** The value of a figure; null if it was not measured. */
  static @Nullable Double measured(Goal goal, Map<String, @Nullable Object> headlines) {
    return headlines.get(goal.figure()) instanceof Double value ? value : null;
  }
}
