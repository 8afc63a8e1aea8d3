package io.durableemitter.spring.internal.micrometer;

import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.metrics.LongHistogram;
import io.opentelemetry.api.metrics.LongHistogramBuilder;
import io.opentelemetry.context.Context;
import java.util.List;

/** Histograms of whole numbers, which Micrometer has as it has the others. */
final class HistogramOfLongsBuilder implements LongHistogramBuilder {

  private final HistogramBuilder histogram;

  HistogramOfLongsBuilder(HistogramBuilder histogram) {
    this.histogram = histogram;
  }

  @Override
  public LongHistogramBuilder setDescription(String description) {
    histogram.setDescription(description);
    return this;
  }

  @Override
  public LongHistogramBuilder setUnit(String unit) {
    histogram.setUnit(unit);
    return this;
  }

  @Override
  public LongHistogramBuilder setExplicitBucketBoundariesAdvice(List<Long> advised) {
    histogram.setExplicitBucketBoundariesAdvice(advised.stream().map(Long::doubleValue).toList());
    return this;
  }

  @Override
  public LongHistogram build() {
    Summaries summaries = histogram.summaries();
    return new LongHistogram() {
      @Override
      public void record(long value) {
        summaries.record((double) value, Attributes.empty());
      }

      @Override
      public void record(long value, Attributes attributes) {
        summaries.record((double) value, attributes);
      }

      @Override
      public void record(long value, Attributes attributes, Context context) {
        summaries.record((double) value, attributes);
      }
    };
  }
}
