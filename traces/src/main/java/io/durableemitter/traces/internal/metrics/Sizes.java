package io.durableemitter.traces.internal.metrics;

import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.metrics.LongHistogram;
import java.util.function.Consumer;

/** A histogram of sizes, all with the same attributes. What the meter throws goes no further. */
public final class Sizes {

  private final LongHistogram histogram;
  private final Attributes attributes;
  private final Consumer<Throwable> refused;

  Sizes(LongHistogram histogram, Attributes attributes, Consumer<Throwable> refused) {
    this.histogram = histogram;
    this.attributes = attributes;
    this.refused = refused;
  }

  /** One more. Makes nothing, so that it needs no memory to catch that there is none. */
  public void record(long size) {
    try {
      histogram.record(size, attributes);
    } catch (Throwable thrown) {
      refused.accept(thrown);
    }
  }
}
