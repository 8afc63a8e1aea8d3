package io.durableemitter.traces.internal.metrics;

import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.metrics.DoubleHistogram;
import java.util.function.Consumer;

/** A histogram of how long calls take, in milliseconds. What the meter throws goes no further. */
public final class Latency {

  private static final double NANOS_PER_MILLI = 1e6;

  private final DoubleHistogram histogram;
  private final Attributes success;
  private final Attributes failure;
  private final Consumer<Throwable> refused;

  Latency(
      DoubleHistogram histogram,
      Attributes success,
      Attributes failure,
      Consumer<Throwable> refused) {
    this.histogram = histogram;
    this.success = success;
    this.failure = failure;
    this.refused = refused;
  }

  /** One more. Makes nothing, so that it needs no memory to catch that there is none. */
  public void record(long nanos, boolean ok) {
    try {
      histogram.record(nanos / NANOS_PER_MILLI, ok ? success : failure);
    } catch (Throwable thrown) {
      refused.accept(thrown);
    }
  }
}
