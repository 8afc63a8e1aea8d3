package io.durableemitter.cli;

import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.metrics.InstrumentType;
import io.opentelemetry.sdk.metrics.data.AggregationTemporality;
import io.opentelemetry.sdk.metrics.export.CollectionRegistration;
import io.opentelemetry.sdk.metrics.export.MetricReader;
import java.io.PrintWriter;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/** Keeps the demo's metrics, to show them at the end. */
final class DemoMetrics {

  private final Reader reader = new Reader();
  private List<MetricRow> rows = List.of();

  /** To be registered with what measures. */
  MetricReader reader() {
    return reader;
  }

  /** Reads all instruments; before the emitter is closed, which takes them away. */
  void collect() {
    rows =
        reader.registration.collectAllMetrics().stream()
            .flatMap(MetricRow::of)
            .sorted(
                Comparator.comparing(MetricRow::name).thenComparing(row -> "" + row.attributes()))
            .toList();
  }

  List<Map<String, Object>> json() {
    return rows.stream().map(MetricRow::json).toList();
  }

  void print(PrintWriter out) {
    out.println();
    out.println("  metrics");
    rows.forEach(row -> out.println("  " + row.line()));
  }

  /** Reads when it is asked to, and never by itself. */
  private static final class Reader implements MetricReader {

    private volatile CollectionRegistration registration = CollectionRegistration.noop();

    @Override
    public void register(CollectionRegistration value) {
      registration = value;
    }

    @Override
    public AggregationTemporality getAggregationTemporality(InstrumentType type) {
      return AggregationTemporality.CUMULATIVE;
    }

    @Override
    public CompletableResultCode forceFlush() {
      return CompletableResultCode.ofSuccess();
    }

    @Override
    public CompletableResultCode shutdown() {
      return CompletableResultCode.ofSuccess();
    }
  }
}
