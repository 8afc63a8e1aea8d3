package io.durableemitter.spring.internal.micrometer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.metrics.DoubleHistogram;
import io.opentelemetry.api.metrics.LongHistogram;
import io.opentelemetry.api.metrics.Meter;
import io.opentelemetry.api.metrics.ObservableLongCounter;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class MicrometerMeterTest {

  private static final AttributeKey<String> PHASE = AttributeKey.stringKey("phase");
  private static final Attributes FIRST = Attributes.of(PHASE, "first");
  private static final Attributes AGAIN = Attributes.of(PHASE, "again");

  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  private final AtomicLong nanos = new AtomicLong();
  private final Meter meter = MicrometerMeter.over(registry, nanos::get);

  private void later() {
    nanos.addAndGet(1_000_000_000);
  }

  @Test
  void aCounterIsReadWhenItIsAsked() {
    AtomicLong events = new AtomicLong(3);
    meter
        .counterBuilder("events")
        .setUnit("{event}")
        .setDescription("Events")
        .buildWithCallback(out -> out.record(events.get(), FIRST));

    assertThat(registry.get("events").tag("phase", "first").functionCounter().count()).isEqualTo(3);
    events.set(5);
    later();
    System.gc(); // Micrometer holds what it reads weakly
    assertThat(registry.get("events").functionCounter().count()).isEqualTo(5);
    assertThat(registry.get("events").functionCounter().getId().getBaseUnit()).isNull();
    assertThat(registry.get("events").functionCounter().getId().getDescription())
        .isEqualTo("Events");
  }

  @Test
  void whatACallbackTellsLaterIsThereTheNextTime() {
    Map<Attributes, Long> rows = new HashMap<>();
    meter
        .gaugeBuilder("depth")
        .ofLongs()
        .buildWithCallback(
            out -> rows.forEach((attributes, count) -> out.record(count, attributes)));
    meter.gaugeBuilder("ratio").setUnit("1").buildWithCallback(out -> out.record(0.5));
    assertThat(registry.find("depth").gauge()).isNull();

    rows.put(FIRST, 7L);
    later();
    assertThat(registry.get("ratio").gauge().value()).isEqualTo(0.5);
    assertThat(registry.get("depth").gauge().value()).isEqualTo(7);

    rows.clear();
    rows.put(AGAIN, 8L);
    later();
    assertThat(registry.get("depth").tag("phase", "first").gauge().value()).isNaN();
    assertThat(registry.get("depth").tag("phase", "again").gauge().value()).isEqualTo(8);
  }

  @Test
  void oneCollectionServesAllMetersOfAMoment() {
    AtomicLong calls = new AtomicLong();
    meter
        .counterBuilder("events")
        .buildWithCallback(
            out -> {
              out.record(calls.incrementAndGet(), FIRST);
              out.record(calls.get(), AGAIN);
            });
    assertThat(calls).hasValue(1);

    later();
    assertThat(registry.get("events").tag("phase", "first").functionCounter().count()).isEqualTo(2);
    assertThat(registry.get("events").tag("phase", "again").functionCounter().count()).isEqualTo(2);
    assertThat(calls).hasValue(2);
  }

  @Test
  void aCallbackThatThrowsLosesNoOther() {
    AtomicLong events = new AtomicLong(1);
    meter
        .counterBuilder("broken")
        .buildWithCallback(
            out -> {
              out.record(1);
              if (events.get() > 1) {
                throw new IllegalStateException("no figures today");
              }
            });
    meter.counterBuilder("events").buildWithCallback(out -> out.record(events.get()));

    events.set(2);
    later();
    assertThat(registry.get("broken").functionCounter().count()).isEqualTo(1);
    assertThat(registry.get("events").functionCounter().count()).isEqualTo(2);
  }

  @Test
  void whatIsClosedIsGone() {
    ObservableLongCounter counter =
        meter.counterBuilder("events").buildWithCallback(out -> out.record(1));
    counter.close();
    assertThat(registry.getMeters()).isEmpty();
  }

  @Test
  void histogramsHaveTheAdvisedBuckets() {
    DoubleHistogram seconds =
        meter
            .histogramBuilder("emit.duration")
            .setUnit("s")
            .setExplicitBucketBoundariesAdvice(List.of(0.1, 1.0))
            .build();
    seconds.record(0.05, FIRST);
    seconds.record(0.5, FIRST);
    seconds.record(3, FIRST);
    LongHistogram bytes =
        meter
            .histogramBuilder("bytes")
            .ofLongs()
            .setUnit("By")
            .setExplicitBucketBoundariesAdvice(List.of(1_000L))
            .build();
    bytes.record(10);

    Timer timer = registry.get("emit.duration").tag("phase", "first").timer();
    assertThat(timer.count()).isEqualTo(3);
    assertThat(timer.totalTime(TimeUnit.MILLISECONDS)).isEqualTo(3_550);
    Map<Double, Double> buckets = new TreeMap<>();
    for (var bucket : timer.takeSnapshot().histogramCounts()) {
      buckets.put(bucket.bucket(TimeUnit.SECONDS), bucket.count());
    }
    assertThat(buckets).containsEntry(0.1, 1.0).containsEntry(1.0, 2.0);
    assertThat(registry.get("bytes").summary().takeSnapshot().histogramCounts()[0].count())
        .isEqualTo(1);
    assertThat(registry.get("bytes").summary().getId().getBaseUnit()).isEqualTo("bytes");
  }

  @Test
  void kindsThatAreNotBridgedAreRefusedByName() {
    assertThatThrownBy(() -> meter.upDownCounterBuilder("open"))
        .hasMessageContaining("up-down counters are not bridged to Micrometer: open");
    assertThatThrownBy(() -> meter.counterBuilder("count").build())
        .hasMessageContaining("counters without a callback");
    assertThatThrownBy(() -> meter.gaugeBuilder("level").build())
        .isInstanceOf(UnsupportedOperationException.class);
    assertThatThrownBy(() -> meter.counterBuilder("count").ofDoubles())
        .isInstanceOf(UnsupportedOperationException.class);
  }
}
