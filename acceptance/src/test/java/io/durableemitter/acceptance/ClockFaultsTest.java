package io.durableemitter.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Timestamp;
import io.cloudevents.v1.proto.CloudEvent;
import io.durableemitter.api.HealthReport.Component;
import io.durableemitter.api.HealthReport.State;
import io.durableemitter.api.Hooks;
import io.durableemitter.chaos.check.Eventually;
import io.durableemitter.chaos.check.Verdict;
import io.durableemitter.chaos.load.Sample;
import io.durableemitter.chipingress.BatchClient;
import io.durableemitter.chipingress.ChipIngressClient;
import io.durableemitter.core.DurableEmitter;
import io.durableemitter.ingress.FaultPlan;
import io.durableemitter.testkit.ForwardingEventStore;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Clocks that are wrong. Rows D1 and D2 of docs/chaos.md. */
@Timeout(120)
class ClockFaultsTest {

  private static final int EVENTS = 20;
  // more than an expiry may take without the guard being asked
  private static final int MANY = 150;

  private final FaultEnvironment faults = new FaultEnvironment();
  private final TestEnvironment environment = faults.environment();

  @AfterEach
  void close() throws Exception {
    faults.close();
  }

  /** Row D1. */
  @Test
  void aHostWhoseClockIsAnHourFastExpiresAndRetransmitsNothingEarly() throws Exception {
    agesAreTheDatabases(Instant.now().plus(Duration.ofHours(1)));
  }

  /** Row D1. */
  @Test
  void aHostWhoseClockIsAnHourSlowExpiresAndRetransmitsNothingLate() throws Exception {
    agesAreTheDatabases(Instant.now().minus(Duration.ofHours(1)));
  }

  private void agesAreTheDatabases(Instant wrong) throws Exception {
    environment.ingress().setFaults(FaultPlan.ofOutage());
    List<Long> rows = new ArrayList<>();
    // by another process: what a process could not hand over itself goes out as soon as it can
    try (DurableEmitter other = emitter(Clock.systemUTC())) {
      other.start();
      for (int i = 0; i < EVENTS; i++) {
        rows.add(emit(other, "d1-" + i));
      }
      awaitRest(other, EVENTS);
    }
    try (DurableEmitter emitter = emitter(Clock.fixed(wrong, ZoneOffset.UTC))) {
      emitter.start();
      makeOlder("40 minutes", "id = " + rows.get(1));
      Eventually.holds(() -> emitter.stats() + "", () -> emitter.stats().expired() == 1);
      makeOlder("20 minutes", "id = " + rows.get(0));
      environment.ingress().setFaults(FaultPlan.none());
      Eventually.holds(() -> emitter.stats() + "", () -> environment.deliveries().contains("d1-0"));

      emitter.emit(new byte[] {1}, Map.of("source", "chaos", "type", "bare", "id", "bare"));
      Eventually.holds(() -> "not there", () -> environment.deliveries().contains("bare"));
      assertThat(recordedTime("bare")).isEqualTo(wrong.truncatedTo(ChronoUnit.MILLIS));
      assertThat(environment.deliveries().ids())
          .as("what is old enough, and what is new")
          .containsExactlyInAnyOrder("d1-0", "bare");

      makeOlder("20 minutes", "true");
      Eventually.holds(() -> environment.rows() + " rows", () -> environment.rows() == 0);
      assertThat(environment.deliveries().ids()).hasSize(EVENTS).doesNotContain("d1-1");
      assertThat(emitter.stats().expired()).isEqualTo(1);
      assertThat(deadLetters()).isEqualTo(1);
    }
  }

  private DurableEmitter emitter(Clock clock) {
    return DurableEmitter.builder()
        .store(environment.store())
        .transport(
            BatchClient.builder(
                    ChipIngressClient.builder("127.0.0.1:" + environment.ingress().port())
                        .plaintext()
                        .build())
                .build())
        .config(
            FaultEnvironment.quick()
                .retransmit(retransmit -> retransmit.after(Duration.ofMinutes(10)))
                .expire(
                    expire ->
                        expire
                            .ttl(Duration.ofMinutes(30))
                            .interval(Duration.ofMillis(50))
                            .grace(Duration.ZERO))
                .build())
        .clock(clock)
        .build();
  }

  private Instant recordedTime(String id) {
    CloudEvent event =
        environment.sink().recent(10).stream()
            .filter(recent -> recent.getId().equals(id))
            .findFirst()
            .orElseThrow();
    Timestamp time = event.getAttributesOrThrow("recordedtime").getCeTimestamp();
    return Instant.ofEpochSecond(time.getSeconds(), time.getNanos());
  }

  /** Row D2: a leap of the database's clock is one of its time, and makes all rows older. */
  @Test
  void aLeapOfTheDatabasesClockExpiresNothingAndWhatIsOldIsDelivered() throws Exception {
    environment.ingress().setFaults(FaultPlan.ofOutage());
    AtomicReference<Duration> leap = new AtomicReference<>(Duration.ZERO);
    DurableEmitter emitter =
        faults.emitter(
            FaultEnvironment.quick()
                .expire(
                    expire ->
                        expire
                            .ttl(Duration.ofHours(1))
                            .interval(Duration.ofMillis(20))
                            .grace(Duration.ZERO))
                .build(),
            Hooks.NONE,
            store ->
                new ForwardingEventStore(store) {
                  @Override
                  public Instant currentTime() {
                    return super.currentTime().plus(leap.get());
                  }
                },
            transport -> transport);
    for (int i = 0; i < MANY; i++) {
      emit(emitter, "d2-" + i);
    }
    leap.set(Duration.ofHours(2));
    Eventually.holds(() -> emitter.health() + "", () -> expire(emitter).state() == State.DEGRADED);
    assertThat(expire(emitter).detail()).contains("further than this process's");
    makeOlder("2 hours", "true");
    assertThat(emitter.isReady()).isTrue();

    environment.ingress().setFaults(FaultPlan.none());
    Verdict verdict = faults.settle();
    assertThat(verdict.holds()).as("%s", verdict).isTrue();
    assertThat(verdict.delivered()).isEqualTo(MANY);
    assertThat(emitter.stats().expired()).isZero();
    assertThat(deadLetters()).isZero();
    emitter.confirmExpiry();
    Eventually.holds(() -> emitter.health() + "", () -> expire(emitter).state() == State.UP);
  }

  private static Component expire(DurableEmitter emitter) {
    return emitter.health().components().stream()
        .filter(component -> component.name().equals("expire"))
        .findFirst()
        .orElseThrow();
  }

  private long emit(DurableEmitter emitter, String id) {
    Sample event = Sample.of(id);
    faults.journal().attempt(event.id(), event.fingerprint());
    long row = emitter.emit(event.body(), event.attributes()).rowId();
    faults.journal().acknowledged(event.id());
    return row;
  }

  /** All that were emitted have been tried or are held, and none is on its way. */
  private static void awaitRest(DurableEmitter emitter, int events) {
    Eventually.holds(
        () -> emitter.stats() + "",
        () ->
            emitter.stats().inFlight() == 0
                && emitter.stats().deliveryFailures() + emitter.stats().heldByGate() >= events);
  }

  private void makeOlder(String age, String which) {
    environment.execute(
        String.format(
            "UPDATE %s SET created_at = created_at - interval '%s' WHERE %s",
            environment.table(), age, which));
  }

  private long deadLetters() {
    return environment.query("SELECT count(*) FROM " + environment.table() + "_dead_letters");
  }
}
