package io.durableemitter.examples;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.durableemitter.api.Event;
import io.durableemitter.core.DurableEmitter;
import io.durableemitter.setup.DurableEmitterSetup;
import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.metrics.InstrumentType;
import io.opentelemetry.sdk.metrics.SdkMeterProvider;
import io.opentelemetry.sdk.metrics.data.AggregationTemporality;
import io.opentelemetry.sdk.metrics.data.LongPointData;
import io.opentelemetry.sdk.metrics.data.MetricData;
import io.opentelemetry.sdk.metrics.data.MetricDataType;
import io.opentelemetry.sdk.metrics.export.MetricExporter;
import io.opentelemetry.sdk.metrics.export.PeriodicMetricReader;
import java.io.PrintStream;
import java.util.Collection;
import java.util.concurrent.TimeUnit;

/** Three ways to see how an emitter is: OpenTelemetry metrics, its counters, and its health. */
final class ReadingMetrics {

  private ReadingMetrics() {}

  static void run(PrintStream out) throws Exception {
    SdkMeterProvider meters =
        SdkMeterProvider.builder()
            // in a service: an exporter for Prometheus or OTLP
            .registerMetricReader(PeriodicMetricReader.create(new Counters(out)))
            .build();
    try (meters;
        LocalServices services = new LocalServices();
        DurableEmitter emitter =
            DurableEmitterSetup.builder(services.store())
                .endpoint(services.endpoint())
                .plaintext()
                .meter(meters.get("my-service"))
                .build()) {
      emitter.start();
      for (int i = 0; i < 50; i++) {
        emitter.emit(Event.of("metrics", "example").json(("" + i).getBytes(UTF_8)));
      }
      LocalServices.awaitDelivered(emitter, 50);

      meters.forceFlush().join(10, TimeUnit.SECONDS);
      out.println("emitted " + emitter.stats().emitted());
      out.println("delivered " + emitter.stats().delivered());
      out.println("health " + emitter.health().state() + ", ready " + emitter.isReady());
      emitter.health().components().forEach(part -> out.println("  " + part));
    }
  }

  /** Prints the counters. */
  private static final class Counters implements MetricExporter {

    private final PrintStream out;

    Counters(PrintStream out) {
      this.out = out;
    }

    @Override
    public CompletableResultCode export(Collection<MetricData> metrics) {
      metrics.stream()
          .filter(metric -> metric.getType() == MetricDataType.LONG_SUM)
          .forEach(
              metric ->
                  out.println(
                      metric.getName()
                          + " "
                          + metric.getLongSumData().getPoints().stream()
                              .mapToLong(LongPointData::getValue)
                              .sum()));
      return CompletableResultCode.ofSuccess();
    }

    @Override
    public CompletableResultCode flush() {
      return CompletableResultCode.ofSuccess();
    }

    @Override
    public CompletableResultCode shutdown() {
      return CompletableResultCode.ofSuccess();
    }

    @Override
    public AggregationTemporality getAggregationTemporality(InstrumentType type) {
      return AggregationTemporality.CUMULATIVE;
    }
  }
}
