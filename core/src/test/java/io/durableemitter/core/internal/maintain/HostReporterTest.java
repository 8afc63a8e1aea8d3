package io.durableemitter.core.internal.maintain;

import static org.assertj.core.api.Assertions.assertThat;

import io.durableemitter.api.DeliveryResult;
import io.durableemitter.api.internal.log.LogThrottle;
import io.durableemitter.core.config.GateConfig;
import io.durableemitter.core.internal.deliver.DeliveryGate;
import io.durableemitter.core.internal.metrics.EmitterCounters;
import io.durableemitter.core.internal.metrics.Phase;
import io.durableemitter.spi.HostReport;
import io.durableemitter.spi.QueueAction.Kind;
import io.durableemitter.testkit.InMemoryHostRegistry;
import io.durableemitter.testkit.ManualClock;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class HostReporterTest {

  private static final UUID ME = new UUID(0, 1);

  private final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - 1_000); // it may wrap
  private final InMemoryHostRegistry registry = new InMemoryHostRegistry(new ManualClock());
  private final EmitterCounters counters = new EmitterCounters();
  private final AtomicInteger opened = new AtomicInteger();
  private final AtomicInteger confirmed = new AtomicInteger();
  private final AtomicReference<Optional<String>> problem = new AtomicReference<>(Optional.empty());
  private final DeliveryGate gate =
      new DeliveryGate(GateConfig.ofDefaults(), nanos::get, () -> 0, new LogThrottle(nanos::get));
  private final HostReporter reporter =
      new HostReporter(
          registry,
          new HostReporter.Parts(
              ME,
              "1.2.3",
              "host",
              counters,
              gate,
              () -> 3,
              () -> 4,
              problem::get,
              confirmed::incrementAndGet),
          nanos::get);

  HostReporterTest() {
    gate.onOpen(opened::incrementAndGet);
  }

  @Test
  void tellsCountsAndRatesSinceTheLastReport() {
    counters.emitted(100, TimeUnit.MILLISECONDS.toNanos(2));
    report();
    assertThat(figure(HostReport.EMITTED)).isEqualTo(100);
    counters.emitted(500, TimeUnit.MILLISECONDS.toNanos(4));
    counters.published(Phase.BATCH, DeliveryResult.delivered(), TimeUnit.MILLISECONDS.toNanos(8));
    counters.published(Phase.BATCH, DeliveryResult.rejected("BAD", "", true), 1);
    nanos.addAndGet(TimeUnit.SECONDS.toNanos(5));
    problem.set(Optional.of("store: away"));
    report();
    assertThat(figure(HostReport.EMITTED)).isEqualTo(600);
    assertThat(figure(HostReport.EMITTED_PER_SECOND)).isEqualTo(100);
    assertThat(figure(HostReport.DELIVERED_PER_SECOND)).isEqualTo(0.2);
    assertThat(figure(HostReport.STORE_MILLIS_P50)).isBetween(4.0, 5.0);
    assertThat(figure(HostReport.DELIVER_MILLIS_P99)).isBetween(8.0, 10.0);
    assertThat(figure(HostReport.FAILED_BY_CODE + "BAD")).isEqualTo(1);
    assertThat(figure(HostReport.INSERT_QUEUED)).isEqualTo(3);
    assertThat(figure(HostReport.IN_FLIGHT)).isEqualTo(4);
    HostReport last = last();
    assertThat(last.problem()).isEqualTo("store: away");
    assertThat(last.uptime()).isEqualTo(Duration.ofSeconds(5));
    assertThat(last.version()).isEqualTo("1.2.3");
    assertThat(last.name()).endsWith("/" + ProcessHandle.current().pid());
  }

  @Test
  void aPauseByOrderHoldsBesideOneByHandAndEndsByOrder() {
    registry.record(Kind.PAUSE, "anna", "the receiver moves");
    report();
    assertThat(gate.state()).isEqualTo(DeliveryGate.State.PAUSED);
    assertThat(gate.admit(1)).isZero();
    assertThat(gate.problem().orElseThrow()).contains("on all hosts by anna", "receiver moves");
    gate.resume();
    assertThat(gate.state()).as("by hand").isEqualTo(DeliveryGate.State.PAUSED);
    gate.pause();
    registry.record(Kind.RESUME, "ben", "");
    report();
    assertThat(gate.problem().orElseThrow()).contains("resumeDelivery()");
    opened.set(0);
    gate.resume();
    assertThat(gate.state()).isEqualTo(DeliveryGate.State.OPEN);
    assertThat(opened).as("tells who waits").hasValue(1);
    report();
    assertThat(last().gate()).isEqualTo("OPEN");
    assertThat(opened).as("nothing new").hasValue(1);
  }

  @Test
  void theEndOfAPauseByOrderIsTold() {
    registry.record(Kind.PAUSE, "anna", "");
    report();
    registry.record(Kind.RESUME, "anna", "");
    report();
    assertThat(opened).hasValue(1);
    assertThat(gate.admit(1)).isEqualTo(1);
  }

  @Test
  void anExpiryIsConfirmedOnceAndNotByWhatWasConfirmedBefore() {
    registry.record(Kind.CONFIRM_EXPIRY, "anna", "");
    report();
    report();
    assertThat(confirmed).as("before it began").hasValue(0);
    registry.record(Kind.CONFIRM_EXPIRY, "anna", "");
    report();
    report();
    assertThat(confirmed).hasValue(1);
  }

  @Test
  void whoLeavesIsForgotten() {
    report();
    reporter.leave(Duration.ofSeconds(30));
    assertThat(registry.hosts(10)).isEmpty();
  }

  @Test
  void whoHasNeverReportedHasNothingToLeave() {
    registry.report(
        new HostReport(ME, "another", "1", "host", Duration.ZERO, "OPEN", "", Map.of()));
    reporter.leave(Duration.ofSeconds(30));
    assertThat(registry.hosts(10)).hasSize(1);
  }

  private void report() {
    assertThat(reporter.runOnce()).isEqualTo(HostReporter.INTERVAL);
  }

  private HostReport last() {
    return registry.hosts(1).get(0).report();
  }

  private double figure(String name) {
    return Objects.requireNonNull(last().figures().get(name), name);
  }
}
