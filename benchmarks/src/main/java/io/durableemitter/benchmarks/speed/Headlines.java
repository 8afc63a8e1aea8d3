package io.durableemitter.benchmarks.speed;

import io.durableemitter.benchmarks.speed.subject.CallerKind;
import io.durableemitter.benchmarks.speed.subject.Way;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;

/** The figures that sum a run up, under the names that {@code --json} has; null if not measured. */
final class Headlines {

  private static final String STORED_1 = Emits.name(Way.STORED, CallerKind.PLATFORM, 1);
  private static final String STORED_64 = Emits.name(Way.STORED, CallerKind.PLATFORM, 64);
  private static final String STORED_512 = Emits.name(Way.STORED, CallerKind.PLATFORM, 512);
  private static final String STORED_VIRTUAL = Emits.name(Way.STORED, CallerKind.VIRTUAL, 512);
  private static final String STORED_ASYNC = Emits.name(Way.STORED, CallerKind.ASYNC, 4);
  private static final String SENT_64 = Emits.name(Way.SENT, CallerKind.PLATFORM, 64);
  private static final String SENT_512 = Emits.name(Way.SENT, CallerKind.PLATFORM, 512);
  private static final String SENT_VIRTUAL = Emits.name(Way.SENT, CallerKind.VIRTUAL, 512);
  private static final String SENT_ASYNC = Emits.name(Way.SENT, CallerKind.ASYNC, 4);
  private static final String RATE = ".perSecond";
  private static final String END_TO_END = ".endToEndPerSecond";

  private final Figures figures;
  private final Map<String, @Nullable Object> all = new LinkedHashMap<>();

  Headlines(Figures figures) {
    this.figures = figures;
  }

  Map<String, @Nullable Object> all() {
    all.clear();
    figure("rawInsertPerSecond", Limits.INSERT);
    figure("rawCyclePerSecond", Limits.CYCLE);
    figure("commitP50Millis", Limits.COMMIT);
    figure("rawRpcPerSecond", Limits.RPC);
    figure("emitPerSecond64", STORED_64 + RATE);
    figure("emitPerSecond512", STORED_512 + RATE);
    figure("emitPerSecond512Virtual", STORED_VIRTUAL + RATE);
    figure("emitPerSecondAsync", STORED_ASYNC + RATE);
    ratio("emitVsRawInsert", STORED_64 + RATE, Limits.INSERT);
    ratio("emitVirtualVsRawInsert", STORED_VIRTUAL + RATE, Limits.INSERT);
    ratio("emitAsyncVsRawInsert", STORED_ASYNC + RATE, Limits.INSERT);
    figure("endToEndPerSecond64", SENT_64 + END_TO_END);
    figure("endToEndPerSecond512", SENT_512 + END_TO_END);
    figure("endToEndPerSecond512Virtual", SENT_VIRTUAL + END_TO_END);
    figure("endToEndAsyncEmittedPerSecond", SENT_ASYNC + RATE);
    figure("endToEndAsyncDeliveredPerSecond", SENT_ASYNC + END_TO_END);
    ratio("endToEndVsRawCycle", SENT_ASYNC + END_TO_END, Limits.CYCLE);
    figure("emitP50Millis1Caller", STORED_1 + ".p50Millis");
    ratio("emitP50VsCommit", STORED_1 + ".p50Millis", Limits.COMMIT);
    figure("emitP50Millis10k", "latency.10000.p50Millis");
    figure("emitP99Millis10k", "latency.10000.p99Millis");
    figure("ackP50MillisHalfLoad", Latencies.name(50) + ".acknowledgedP50Millis");
    figure("ackP99MillisHalfLoad", Latencies.name(50) + ".acknowledgedP99Millis");
    figure("drainPerSecond", Backlogs.DRAIN);
    ratio("drainVsEndToEnd", Backlogs.DRAIN, SENT_ASYNC + END_TO_END);
    figure("backlog10mVsEmpty", Backlogs.name(10_000_000));
    figure("heapMiB", "heap.mib");
    all.put("cpuMicrosPerEvent", processorMicros());
    return all;
  }

  private Map<String, @Nullable Object> processorMicros() {
    Map<String, @Nullable Object> micros = new LinkedHashMap<>();
    for (String name : new String[] {SENT_64, SENT_512, SENT_ASYNC}) {
      for (String part : new String[] {"emitter", "postgres", "ingress"}) {
        micros.put(name + "." + part, rounded(figures.median(name + "." + part + "Micros")));
      }
    }
    return micros;
  }

  private void figure(String name, String figure) {
    all.put(name, rounded(figures.median(figure)));
  }

  private void ratio(String name, String figure, String to) {
    all.put(name, rounded(figures.ratio(figure, to)));
  }

  private static @Nullable Double rounded(OptionalDouble figure) {
    if (figure.isEmpty()) {
      return null;
    }
    double value = figure.getAsDouble();
    return value >= 1_000 ? Math.rint(value) : Math.rint(value * 1_000) / 1_000;
  }
}
