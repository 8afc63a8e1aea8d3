package io.durableemitter.ingress;

import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.metrics.DoubleHistogram;
import io.opentelemetry.api.metrics.Meter;
import io.opentelemetry.api.metrics.ObservableLongMeasurement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/** Exports what the server counts, read when the meter asks. Not exported any more once closed. */
final class IngressMetrics implements AutoCloseable {

  private static final String PREFIX = "durable_emitter.ingress.";
  private static final AttributeKey<String> CODE = AttributeKey.stringKey("code");
  private static final AttributeKey<String> STATUS = AttributeKey.stringKey("status");
  private static final AttributeKey<Boolean> ERROR = AttributeKey.booleanKey("error");
  private static final List<Double> SECONDS =
      List.of(.0001, .0005, .001, .0025, .005, .01, .025, .05, .1, .25, .5, 1., 2.5, 5., 10.);

  private final Meter meter;
  private final DoubleHistogram sink;
  private final List<Runnable> closers = new ArrayList<>();

  /** Begins to export. */
  IngressMetrics(Meter meter, IngressCounters counters, LongSupplier bytesInFlight) {
    this.meter = meter;
    this.sink =
        meter
            .histogramBuilder(PREFIX + "sink.duration")
            .setUnit("s")
            .setExplicitBucketBoundariesAdvice(SECONDS)
            .build();
    counter("calls", "{call}", counters.calls);
    counter("received", "{event}", counters.received);
    counter("accepted", "{event}", counters.accepted);
    counter("unauthenticated", "{call}", counters.unauthenticated);
    counter("rejected", "{event}", CODE, counters.rejectedByCode);
    counter("refused", "{call}", STATUS, counters.refusedByStatus);
    closers.add(
        meter
                .gaugeBuilder(PREFIX + "bytes_in_flight")
                .ofLongs()
                .setUnit("By")
                .buildWithCallback(out -> out.record(bytesInFlight.getAsLong()))
            ::close);
  }

  /** The sink has answered. */
  void sinkAnswered(long nanos, boolean error) {
    sink.record(nanos / 1e9, Attributes.of(ERROR, error));
  }

  private void counter(String name, String unit, LongAdder count) {
    counter(name, unit, out -> out.record(count.sum()));
  }

  private void counter(
      String name, String unit, AttributeKey<String> kind, CountsByKind<?> counts) {
    counter(
        name,
        unit,
        out -> {
          for (Map.Entry<String, Long> count : counts.shown().entrySet()) {
            out.record(count.getValue(), Attributes.of(kind, count.getKey()));
          }
        });
  }

  private void counter(String name, String unit, Consumer<ObservableLongMeasurement> callback) {
    closers.add(
        meter.counterBuilder(PREFIX + name).setUnit(unit).buildWithCallback(callback)::close);
  }

  @Override
  public void close() {
    closers.forEach(Runnable::run);
  }
}
