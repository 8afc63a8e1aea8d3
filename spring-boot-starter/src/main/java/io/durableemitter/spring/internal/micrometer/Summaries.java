package io.durableemitter.spring.internal.micrometer;

import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.opentelemetry.api.common.Attributes;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.DoubleConsumer;

/**
 * A meter for each set of attributes: a timer where seconds are recorded, else a distribution
 * summary. The buckets of a summary hold whole numbers, so that each time below a second would be
 * in the bucket of one.
 */
final class Summaries {

  private static final double NANOS = 1e9;

  private final Identity identity;
  private final List<Double> bounds;
  private final MeterRegistry registry;
  private final Map<Attributes, DoubleConsumer> recorders = new ConcurrentHashMap<>();

  Summaries(Identity identity, List<Double> bounds, MeterRegistry registry) {
    this.identity = identity;
    this.bounds = bounds;
    this.registry = registry;
  }

  void record(double value, Attributes attributes) {
    recorders.computeIfAbsent(attributes, this::recorder).accept(value);
  }

  private DoubleConsumer recorder(Attributes attributes) {
    if ("s".equals(identity.unit())) {
      Timer timer = timer(attributes);
      return value -> timer.record(Math.round(value * NANOS), TimeUnit.NANOSECONDS);
    }
    return summary(attributes)::record;
  }

  private Timer timer(Attributes attributes) {
    Timer.Builder builder =
        Timer.builder(identity.name())
            .tags(Identity.tags(attributes))
            .description(identity.description());
    if (!bounds.isEmpty()) {
      builder.serviceLevelObjectives(
          bounds.stream()
              .map(bound -> Duration.ofNanos(Math.round(bound * NANOS)))
              .toArray(Duration[]::new));
    }
    return builder.register(registry);
  }

  private DistributionSummary summary(Attributes attributes) {
    DistributionSummary.Builder builder =
        DistributionSummary.builder(identity.name())
            .tags(Identity.tags(attributes))
            .description(identity.description())
            .baseUnit(identity.baseUnit());
    if (!bounds.isEmpty()) {
      builder.serviceLevelObjectives(bounds.stream().mapToDouble(Double::doubleValue).toArray());
    }
    return builder.register(registry);
  }
}
