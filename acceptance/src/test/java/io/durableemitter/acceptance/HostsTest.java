package io.durableemitter.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import io.durableemitter.api.HealthReport;
import io.durableemitter.chaos.check.Eventually;
import io.durableemitter.core.DurableEmitter;
import io.durableemitter.core.config.EmitterConfig;
import io.durableemitter.spi.HostRegistry;
import io.durableemitter.spi.HostReport;
import io.durableemitter.spi.QueueAction.Kind;
import io.durableemitter.spi.RegisteredHost;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Emitters that report to their table, and follow what is ordered there. */
@Timeout(300)
class HostsTest {

  private static final Map<String, String> ATTRIBUTES =
      Map.of("source", "acceptance", "type", "sample");

  private static final byte[] BODY = {'{', '}'};

  private final TestEnvironment environment = new TestEnvironment();
  private final HostRegistry hosts = environment.store().hosts().orElseThrow();

  @AfterEach
  void close() {
    environment.close();
  }

  @Test
  void anOrderToPauseReachesAllAndNothingIsLostMeanwhile() {
    DurableEmitter host = environment.emitter(EmitterConfig.ofDefaults());
    DurableEmitter plugin =
        environment.emitter(
            EmitterConfig.builder().retransmit(settings -> settings.enabled(false)).build());
    awaitHosts(2, "OPEN");
    assertThat(hosts.hosts(10))
        .extracting(one -> one.report().role())
        .containsExactlyInAnyOrder("host", "emitter");

    hosts.record(Kind.PAUSE, "the test", "to see it");
    awaitHosts(2, "PAUSED");
    host.emit(BODY, ATTRIBUTES);
    plugin.emit(BODY, ATTRIBUTES);
    assertThat(host.health().state()).isEqualTo(HealthReport.State.DEGRADED);
    assertThat(environment.rows()).isEqualTo(2);
    assertThat(environment.sink().distinctCount()).isZero();

    hosts.record(Kind.RESUME, "the test", "");
    Eventually.holds(
        () -> "delivered: " + environment.sink().distinctCount(),
        () -> environment.sink().distinctCount() == 2 && environment.rows() == 0);
    awaitHosts(2, "OPEN");
    Eventually.holds(
        () -> "figures: " + hosts.hosts(10),
        () -> sum(HostReport.EMITTED) == 2 && sum(HostReport.DELIVERED) == 2);
    assertThat(environment.sink().duplicateCount()).isZero();

    host.close();
    plugin.close();
    assertThat(hosts.hosts(10)).as("who ends in order leaves").isEmpty();
  }

  @Test
  void whoStartsInAPauseDeliversNothing() {
    hosts.record(Kind.PAUSE, "the test", "");
    DurableEmitter emitter = environment.emitter(EmitterConfig.ofDefaults());
    for (int i = 0; i < 100; i++) {
      emitter.emit(BODY, ATTRIBUTES);
    }
    awaitHosts(1, "PAUSED");
    assertThat(emitter.stats().heldByGate()).isEqualTo(100);
    assertThat(environment.sink().distinctCount()).isZero();
    assertThat(environment.rows()).isEqualTo(100);
  }

  @Test
  void whoMayNotReportIsPausedAllTheSame() {
    environment.execute("DROP TABLE " + environment.table() + "_hosts");
    hosts.record(Kind.PAUSE, "the test", "");
    DurableEmitter emitter = environment.emitter(EmitterConfig.ofDefaults());
    emitter.emit(BODY, ATTRIBUTES);
    assertThat(emitter.stats().heldByGate()).isEqualTo(1);
    emitter.close();
    assertThat(environment.sink().distinctCount()).isZero();
  }

  @Test
  void whoCannotReportWorksAndSaysSo() {
    environment.execute("DROP TABLE " + environment.table() + "_hosts");
    DurableEmitter emitter = environment.emitter(EmitterConfig.ofDefaults());
    emitter.emit(BODY, ATTRIBUTES);
    Eventually.holds(
        () -> "delivered: " + environment.sink().distinctCount(),
        () -> environment.sink().distinctCount() == 1);
    Eventually.holds(
        () -> emitter.health().toString(),
        () ->
            emitter.health().components().stream()
                .anyMatch(part -> part.name().equals("report") && !part.detail().isEmpty()));
    assertThat(emitter.isReady()).isTrue();
    emitter.close();
  }

  private double sum(String figure) {
    return hosts.hosts(10).stream()
        .mapToDouble(host -> host.report().figures().getOrDefault(figure, 0.0))
        .sum();
  }

  private void awaitHosts(int count, String gate) {
    Eventually.holds(
        () -> "hosts: " + hosts.hosts(10),
        () ->
            hosts.hosts(10).stream().filter(RegisteredHost::isHeard).count() == count
                && hosts.hosts(10).stream().allMatch(one -> one.report().gate().equals(gate)));
  }
}
