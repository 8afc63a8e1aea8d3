package io.durableemitter.core;

import static org.assertj.core.api.Assertions.assertThat;

import io.durableemitter.api.DeliveryResult;
import io.durableemitter.testkit.InMemoryEventStore;
import io.durableemitter.testkit.ScriptedTransport;
import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.metrics.Meter;
import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.metrics.InstrumentType;
import io.opentelemetry.sdk.metrics.SdkMeterProvider;
import io.opentelemetry.sdk.metrics.data.AggregationTemporality;
import io.opentelemetry.sdk.metrics.data.HistogramPointData;
import io.opentelemetry.sdk.metrics.data.MetricData;
import io.opentelemetry.sdk.metrics.export.MetricExporter;
import io.opentelemetry.sdk.metrics.export.PeriodicMetricReader;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.Collection;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;

/** What is behind a meter hangs or throws. */
@Timeout(value = 60, threadMode = ThreadMode.SEPARATE_THREAD)
class MeterFaultsTest {

  private static final int EVENTS = 1_000;

  private final InMemoryEventStore rows = new InMemoryEventStore();

  @Test
  void anExporterOfSumsThatHangsHoldsNobodyUp() throws Exception {
    hangingExporter(AggregationTemporality.CUMULATIVE);
  }

  @Test
  void anExporterOfDifferencesThatHangsHoldsNobodyUp() throws Exception {
    hangingExporter(AggregationTemporality.DELTA);
  }

  private void hangingExporter(AggregationTemporality temporality) throws Exception {
    HangingExporter exporter = new HangingExporter(temporality);
    try (SdkMeterProvider provider = provider(exporter)) {
      DurableEmitter emitter = emitter(provider.get("test"));
      emitter.start();
      exporter.hangs.await();
      emitAll(emitter);
      emitter.close();
      assertThat(rows.pendingCount()).isZero();
      assertThat(exporter.emits).as("all the while").hasValue(0);

      exporter.free.countDown();
      while (exporter.emits.get() < EVENTS) {
        provider.forceFlush().join(1, TimeUnit.SECONDS);
      }
      assertThat(exporter.emits).hasValue(EVENTS);
    }
  }

  @Test
  void aCallbackThatHangsHoldsNobodyUp() throws Exception {
    HangingExporter exporter = new HangingExporter(AggregationTemporality.CUMULATIVE);
    exporter.free.countDown();
    CountDownLatch hangs = new CountDownLatch(1);
    CountDownLatch free = new CountDownLatch(1);
    try (SdkMeterProvider provider = provider(exporter)) {
      Meter meter = provider.get("test");
      var unused =
          meter
              .gaugeBuilder("application")
              .buildWithCallback(
                  out -> {
                    hangs.countDown();
                    await(free);
                  });
      DurableEmitter emitter = emitter(meter);
      emitter.start();
      hangs.await();
      emitAll(emitter);
      emitter.close();
      assertThat(rows.pendingCount()).isZero();
      free.countDown();
    }
  }

  @Test
  void aMeterThatThrowsHarmsNothing() {
    AtomicInteger thrown = new AtomicInteger();
    DurableEmitter emitter =
        emitter((Meter) throwing(Meter.class, OpenTelemetry.noop().getMeter("test"), thrown));
    emitter.start();
    emitAll(emitter);
    emitter.close();
    assertThat(rows.pendingCount()).isZero();
    assertThat(thrown.get()).as("values and closers").isGreaterThan(2 * EVENTS);
  }

  private DurableEmitter emitter(Meter meter) {
    return DurableEmitter.builder()
        .store(rows)
        .transport(new ScriptedTransport().answering(DeliveryResult.delivered()))
        .meter(meter)
        .build();
  }

  private static void emitAll(DurableEmitter emitter) {
    for (int i = 0; i < EVENTS; i++) {
      emitter.emit(new byte[] {1}, Map.of("source", "s", "type", "t"));
    }
  }

  private static SdkMeterProvider provider(MetricExporter exporter) {
    return SdkMeterProvider.builder()
        .registerMetricReader(
            PeriodicMetricReader.builder(exporter).setInterval(Duration.ofMillis(1)).build())
        .build();
  }

  private static Object throwing(Class<?> type, Object real, AtomicInteger thrown) {
    return Proxy.newProxyInstance(
        MeterFaultsTest.class.getClassLoader(),
        new Class<?>[] {type},
        (proxy, method, arguments) -> {
          if (method.getName().equals("record") || method.getName().equals("close")) {
            thrown.incrementAndGet();
            throw new AssertionError("for the test");
          }
          try {
            Object result = method.invoke(real, arguments);
            Class<?> returned = method.getReturnType();
            return returned.isInterface() ? throwing(returned, result, thrown) : result;
          } catch (InvocationTargetException e) {
            throw e.getTargetException();
          }
        });
  }

  private static void await(CountDownLatch latch) {
    boolean waiting = true;
    while (waiting) {
      try {
        latch.await();
        waiting = false;
      } catch (InterruptedException stubborn) {
        // as whoever hangs does
      }
    }
  }

  private static final class HangingExporter implements MetricExporter {
    private final AggregationTemporality temporality;
    private final CountDownLatch hangs = new CountDownLatch(1);
    private final CountDownLatch free = new CountDownLatch(1);
    private final AtomicLong emits = new AtomicLong();

    HangingExporter(AggregationTemporality temporality) {
      this.temporality = temporality;
    }

    @Override
    public AggregationTemporality getAggregationTemporality(InstrumentType type) {
      return temporality;
    }

    @Override
    public CompletableResultCode export(Collection<MetricData> metrics) {
      hangs.countDown();
      await(free);
      long count =
          metrics.stream()
              .filter(metric -> metric.getName().equals("durable_emitter.emit.duration"))
              .flatMap(metric -> metric.getHistogramData().getPoints().stream())
              .mapToLong(HistogramPointData::getCount)
              .sum();
      emits.updateAndGet(
          before -> temporality == AggregationTemporality.DELTA ? before + count : count);
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
  }
}
