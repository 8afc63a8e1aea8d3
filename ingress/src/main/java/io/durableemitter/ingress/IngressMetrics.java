package io.durableemitter.ingress;

import io.durableemitter.api.internal.log.LogThrottle;
import io.durableemitter.traces.internal.metrics.InstrumentSet;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.metrics.DoubleHistogram;
import io.opentelemetry.api.metrics.Meter;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;

/** Exports what the server counts, read when the meter asks. Not exported any more once closed. */
final class IngressMetrics implements AutoCloseable {

  private static final String PREFIX = "durable_emitter.ingress.";
  private static final AttributeKey<String> CODE = AttributeKey.stringKey("code");
  private static final AttributeKey<String> STATUS = AttributeKey.stringKey("status");
  private static final AttributeKey<Boolean> ERROR = AttributeKey.booleanKey("error");
  private static final List<Double> SECONDS =
      List.of(.0001, .0005, .001, .0025, .005, .01, .025, .05, .1, .25, .5, 1., 2.5, 5., 10.);

  private final InstrumentSet instruments;
  private final DoubleHistogram sink;

  /** Begins to export. */
  IngressMetrics(Meter meter, IngressCounters counters, LongSupplier bytesInFlight) {
    this.instruments =
        new InstrumentSet(
            meter,
            PREFIX,
            InstrumentSet.refusedTo(new LogThrottle(System::nanoTime).log(IngressMetrics.class)));
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
    instruments.longGauge("bytes_in_flight", "By", out -> out.record(bytesInFlight.getAsLong()));
  }

  /** The sink has answered. */
  void sinkAnswered(long nanos, boolean error) {
    sink.record(nanos / 1e9, Attributes.of(ERROR, error));
  }

  private void counter(String name, String unit, LongAdder count) {
    instruments.counter(name, unit, out -> out.record(count.sum()));
  }

  private void counter(
      String name, String unit, AttributeKey<String> kind, CountsByKind<?> counts) {
    instruments.counter(
        name,
        unit,
        out -> {
          for (Map.Entry<String, Long> count : counts.shown().entrySet()) {
            out.record(count.getValue(), Attributes.of(kind, count.getKey()));
          }
        });
  }

  @Override
  public void close() {
    instruments.close();
  }
}
