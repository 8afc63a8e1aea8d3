package io.durableemitter.spring.internal.micrometer;

import io.micrometer.core.instrument.MeterRegistry;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.metrics.DoubleHistogram;
import io.opentelemetry.api.metrics.DoubleHistogramBuilder;
import io.opentelemetry.api.metrics.LongHistogramBuilder;
import io.opentelemetry.context.Context;
import java.util.List;

/** Histograms, as distribution summaries with the advised bounds of buckets. */
final class HistogramBuilder implements DoubleHistogramBuilder {

  private Identity identity;
  private final MeterRegistry registry;
  private List<Double> bounds = List.of();

  HistogramBuilder(Identity identity, MeterRegistry registry) {
    this.identity = identity;
    this.registry = registry;
  }

  @Override
  public DoubleHistogramBuilder setDescription(String description) {
    identity = identity.withDescription(description);
    return this;
  }

  @Override
  public DoubleHistogramBuilder setUnit(String unit) {
    identity = identity.withUnit(unit);
    return this;
  }

  @Override
  public DoubleHistogramBuilder setExplicitBucketBoundariesAdvice(List<Double> advised) {
    bounds = List.copyOf(advised);
    return this;
  }

  @Override
  public LongHistogramBuilder ofLongs() {
    return new HistogramOfLongsBuilder(this);
  }

  @Override
  public DoubleHistogram build() {
    Summaries summaries = summaries();
    return new DoubleHistogram() {
      @Override
      public void record(double value) {
        summaries.record(value, Attributes.empty());
      }

      @Override
      public void record(double value, Attributes attributes) {
        summaries.record(value, attributes);
      }

      @Override
      public void record(double value, Attributes attributes, Context context) {
        summaries.record(value, attributes);
      }
    };
  }

  Summaries summaries() {
    return new Summaries(identity, bounds, registry);
  }
}
