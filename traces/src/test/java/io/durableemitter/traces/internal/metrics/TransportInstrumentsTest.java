package io.durableemitter.traces.internal.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.metrics.Meter;
import io.opentelemetry.sdk.metrics.SdkMeterProvider;
import io.opentelemetry.sdk.metrics.data.HistogramPointData;
import io.opentelemetry.sdk.metrics.data.LongPointData;
import io.opentelemetry.sdk.metrics.data.MetricData;
import io.opentelemetry.sdk.testing.exporter.InMemoryMetricReader;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;
import org.junit.jupiter.api.Test;

class TransportInstrumentsTest {

  private final List<Throwable> refused = new ArrayList<>();
  private final InMemoryMetricReader reader = InMemoryMetricReader.create();

  private TransportInstruments instruments(Meter meter) {
    return new TransportInstruments(new InstrumentSet(meter, "a.transport.", refused::add), "it");
  }

  private static LongAdder of(long value) {
    LongAdder adder = new LongAdder();
    adder.add(value);
    return adder;
  }

  private MetricData metric(String name) {
    return reader.collectAllMetrics().stream()
        .filter(data -> data.getName().equals("a.transport." + name))
        .findFirst()
        .orElseThrow();
  }

  private static List<String> values(MetricData data) {
    return data.getLongSumData().getPoints().stream()
        .map(TransportInstrumentsTest::value)
        .sorted()
        .toList();
  }

  private static String value(LongPointData point) {
    Attributes attributes = point.getAttributes();
    return attributes.get(AttributeKey.stringKey("client_name"))
        + " "
        + attributes.get(AttributeKey.stringKey("status"))
        + " "
        + point.getValue();
  }

  @Test
  void countsAndGaugesAreThoseOfTheClientUntilItIsClosed() {
    try (SdkMeterProvider provider =
        SdkMeterProvider.builder().registerMetricReader(reader).build()) {
      TransportInstruments instruments = instruments(provider.get("test"));
      instruments.calls("requests_total", of(1), of(2));
      instruments.events(of(3), of(4), of(5));
      instruments.counter("splits_total", "{request}", of(6));
      instruments.gauge("queued_bytes", "By", () -> 7);
      instruments.configuration(settings -> settings.put("max", 8));

      assertThat(values(metric("requests_total"))).containsExactly("it failure 2", "it success 1");
      assertThat(values(metric("events_total")))
          .containsExactly("it delivered 3", "it failed 5", "it rejected 4");
      assertThat(values(metric("splits_total"))).containsExactly("it null 6");
      assertThat(metric("splits_total").getUnit()).isEqualTo("{request}");
      assertThat(metric("queued_bytes").getLongGaugeData().getPoints())
          .extracting(TransportInstrumentsTest::value)
          .containsExactly("it null 7");
      assertThat(metric("config.info").getLongGaugeData().getPoints())
          .extracting(point -> point.getAttributes().get(AttributeKey.longKey("max")))
          .containsExactly(8L);

      instruments.close();
      assertThat(reader.collectAllMetrics()).isEmpty();
      assertThat(refused).isEmpty();
    }
  }

  @Test
  void sizesHaveTheirBoundariesAndTimesAreMilliseconds() {
    try (SdkMeterProvider provider =
        SdkMeterProvider.builder().registerMetricReader(reader).build()) {
      TransportInstruments instruments = instruments(provider.get("test"));
      instruments.sizes("size", "By", List.of(10L, 20L)).record(15);
      Latency latency = instruments.latency("latency_ms");
      latency.record(2_500_000, true);
      latency.record(1_000_000, false);

      HistogramPointData size = metric("size").getHistogramData().getPoints().iterator().next();
      assertThat(size.getBoundaries()).containsExactly(10.0, 20.0);
      assertThat(size.getCounts()).containsExactly(0L, 1L, 0L);
      assertThat(metric("latency_ms").getUnit()).isEqualTo("ms");
      assertThat(metric("latency_ms").getHistogramData().getPoints())
          .extracting(
              point ->
                  point.getAttributes().get(AttributeKey.stringKey("status"))
                      + " "
                      + point.getSum())
          .containsExactlyInAnyOrder("success 2.5", "failure 1.0");
    }
  }

  @Test
  void whatTheMeterThrowsGoesNoFurtherAndClosingGoesOn() {
    TransportInstruments instruments =
        instruments((Meter) throwing(Meter.class, OpenTelemetry.noop().getMeter("test")));
    instruments.sizes("size", "By", List.of(1L)).record(1);
    instruments.latency("latency_ms").record(1, true);
    assertThat(refused).as("values").hasSize(2);
    instruments.gauge("one", "1", () -> 1);
    instruments.counter("other", "1", of(1));
    instruments.close();
    assertThat(refused).as("and closers").hasSize(4);
  }

  private static Object throwing(Class<?> type, Object real) {
    return Proxy.newProxyInstance(
        TransportInstrumentsTest.class.getClassLoader(),
        new Class<?>[] {type},
        (proxy, method, arguments) -> {
          if (method.getName().equals("record") || method.getName().equals("close")) {
            throw new AssertionError("for the test");
          }
          try {
            Object result = method.invoke(real, arguments);
            Class<?> returned = method.getReturnType();
            return returned.isInterface() ? throwing(returned, result) : result;
          } catch (InvocationTargetException e) {
            throw e.getCause();
          }
        });
  }
}
