package io.durableemitter.chaos.exhaustion;

import io.opentelemetry.api.metrics.Meter;
import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.metrics.InstrumentType;
import io.opentelemetry.sdk.metrics.SdkMeterProvider;
import io.opentelemetry.sdk.metrics.data.AggregationTemporality;
import io.opentelemetry.sdk.metrics.data.HistogramPointData;
import io.opentelemetry.sdk.metrics.data.MetricData;
import io.opentelemetry.sdk.metrics.export.MetricExporter;
import io.opentelemetry.sdk.metrics.export.PeriodicMetricReader;
import java.time.Duration;
import java.util.Collection;

/** Exports metrics behind a valve, as to a collector that is gone, and keeps a figure of them. */
public final class ValvedExporter implements MetricExporter {

  private static final Duration INTERVAL = Duration.ofMillis(20);

  private final Valve valve;
  private volatile long recorded;

  /** One behind a valve. */
  public ValvedExporter(Valve valve) {
    this.valve = valve;
  }

  /** A meter whose values are exported here, from now on until the process ends. */
  public Meter meter() {
    return SdkMeterProvider.builder()
        .registerMetricReader(PeriodicMetricReader.builder(this).setInterval(INTERVAL).build())
        .build()
        .get("press");
  }

  /** How many emits were timed, as of the last export. */
  public long recorded() {
    return recorded;
  }

  @Override
  public CompletableResultCode export(Collection<MetricData> metrics) {
    valve.pass();
    recorded =
        metrics.stream()
            .filter(metric -> metric.getName().equals("durable_emitter.emit.duration"))
            .flatMap(metric -> metric.getHistogramData().getPoints().stream())
            .mapToLong(HistogramPointData::getCount)
            .sum();
    return CompletableResultCode.ofSuccess();
  }

  @Override
  public AggregationTemporality getAggregationTemporality(InstrumentType type) {
    return AggregationTemporality.CUMULATIVE;
  }

  @Override
  public CompletableResultCode flush() {
    return CompletableResultCode.ofSuccess();
  }

  @Override
  public CompletableResultCode shutdown() {
    return CompletableResultCode.ofSuccess();
  }
}
