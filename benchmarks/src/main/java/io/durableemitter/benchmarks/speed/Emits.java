package io.durableemitter.benchmarks.speed;

import io.durableemitter.benchmarks.speed.subject.Answer;
import io.durableemitter.benchmarks.speed.subject.CallerKind;
import io.durableemitter.benchmarks.speed.subject.CallerThreads;
import io.durableemitter.benchmarks.speed.subject.Order;
import io.durableemitter.benchmarks.speed.subject.Way;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** As many events as callers get rid of: stored, stored and removed, sent. */
final class Emits {

  private static final int ASYNC_CALLERS = 4;

  private final double seconds;

  Emits(double seconds) {
    this.seconds = seconds;
  }

  /** The name of a figure. */
  static String name(Way way, CallerKind callers, int threads) {
    return way.name().toLowerCase(Locale.ROOT)
        + "."
        + callers.name().toLowerCase(Locale.ROOT)
        + "."
        + threads;
  }

  List<Named> all() {
    List<Named> all = new ArrayList<>();
    for (Way way : Way.values()) {
      if (way == Way.STORED) {
        all.add(one(way, CallerKind.PLATFORM, 1));
        all.add(one(way, CallerKind.PLATFORM, 8));
      }
      all.add(one(way, CallerKind.PLATFORM, 64));
      all.add(one(way, CallerKind.PLATFORM, 512));
      if (CallerThreads.hasVirtual()) {
        all.add(one(way, CallerKind.VIRTUAL, 512));
      }
      all.add(one(way, CallerKind.ASYNC, ASYNC_CALLERS));
    }
    return all;
  }

  /** The same for a long time, end to end, once each. */
  static List<Named> sustained(double seconds) {
    List<Named> all = new ArrayList<>();
    all.add(sustained(CallerKind.PLATFORM, 64, seconds));
    if (CallerThreads.hasVirtual()) {
      all.add(sustained(CallerKind.VIRTUAL, 512, seconds));
    }
    all.add(sustained(CallerKind.ASYNC, ASYNC_CALLERS, seconds));
    return all;
  }

  private static Named sustained(CallerKind callers, int threads, double seconds) {
    String name = "sustained." + callers.name().toLowerCase(Locale.ROOT) + "." + threads;
    Order order = Order.closedLoop(Way.SENT, callers, threads, seconds);
    return new Named(
        "sustained",
        name,
        name + ".endToEndPerSecond",
        1,
        (bench, figures) -> measure(bench, figures, name, order));
  }

  private Named one(Way way, CallerKind callers, int threads) {
    String name = name(way, callers, threads);
    String headline = name + (way == Way.STORED ? ".perSecond" : ".endToEndPerSecond");
    Order order = Order.closedLoop(way, callers, threads, seconds);
    return new Named(
        way.name().toLowerCase(Locale.ROOT),
        name,
        headline,
        0,
        (bench, figures) -> measure(bench, figures, name, order));
  }

  /** Measures an order on an empty table, with what it costs. */
  static Answer measure(Bench bench, Figures figures, String name, Order order) throws Exception {
    bench.table().empty();
    Costs before = bench.costs();
    Answer answer = bench.carryOut(order);
    if (answer.failed() > 0) {
      throw new IllegalStateException(name + ": " + answer.failed() + " emits failed");
    }
    add(figures, name, answer);
    if (order.way() != Way.STORED) {
      figures.add(name + ".deliveredPerSecond", answer.delivered() / answer.seconds());
      figures.add(name + ".endToEndPerSecond", answer.endToEndPerSecond());
    }
    bench.costs().since(before, (double) answer.emitted(), name, figures);
    return answer;
  }

  private static void add(Figures figures, String name, Answer answer) {
    figures.add(name + ".perSecond", answer.emittedPerSecond());
    figures.add(name + ".p50Millis", answer.emitMillis().p50());
    figures.add(name + ".p99Millis", answer.emitMillis().p99());
    figures.add(name + ".p999Millis", answer.emitMillis().p999());
    figures.add(name + ".emitterMicros", answer.processorMicros());
    if (!Double.isNaN(answer.allocatedBytes())) {
      figures.add(name + ".allocatedBytes", answer.allocatedBytes());
    }
  }
}
