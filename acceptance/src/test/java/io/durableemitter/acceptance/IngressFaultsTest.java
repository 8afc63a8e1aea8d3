package io.durableemitter.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import io.durableemitter.api.Hooks;
import io.durableemitter.chaos.check.Eventually;
import io.durableemitter.chaos.check.Verdict;
import io.durableemitter.chaos.load.Sample;
import io.durableemitter.chaos.proxy.NetworkFault;
import io.durableemitter.core.DurableEmitter;
import io.durableemitter.core.config.GateConfig;
import io.durableemitter.ingress.FaultPlan;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The other end, or the way to it, fails under load. Rows C1, C3, C4 and C5 of docs/chaos.md. */
@Timeout(120)
class IngressFaultsTest {

  private static final int CALLERS = 4;
  private static final int EVENTS = 20;

  private final FaultEnvironment faults = FaultEnvironment.ofASoundDatabase();
  private final TestEnvironment environment = faults.environment();

  @AfterEach
  void close() throws Exception {
    faults.close();
  }

  /** Row C1. */
  @Test
  void emitsGoOnWithoutAnIngressAtTheStartAndInTheMiddle() throws Exception {
    environment.ingress().close();
    DurableEmitter emitter = faults.emitter();
    faults.load("c1", CALLERS, emitter);
    faults.awaitAcknowledged(200);
    assertThat(faults.emits().rejected()).isEmpty();
    assertThat(environment.deliveries().distinct()).isZero();

    environment.replaceIngress();
    Eventually.holds(
        () -> environment.deliveries().distinct() + " delivered",
        () -> environment.deliveries().distinct() >= 200);
    environment.ingress().close();
    faults.awaitAcknowledged(200);
    assertThat(faults.emits().unknown()).isEmpty();
    environment.replaceIngress();

    Verdict verdict = faults.settle();
    assertThat(verdict.holds()).as("%s", verdict).isTrue();
  }

  /** Row C3. */
  @Test
  void callsIntoSilenceEndByTheirDeadlineAndTheirEventsComeLater() throws Exception {
    DurableEmitter emitter = faults.emitter();
    faults.load("c3", CALLERS, emitter);
    faults.awaitAcknowledged(50);
    faults.toIngress().become(NetworkFault.silence());
    long before = emitter.stats().deliveryFailures();
    Eventually.holds(
        () -> emitter.stats().deliveryFailures() + " failures",
        () -> emitter.stats().deliveryFailures() - before >= EVENTS);
    faults.awaitAcknowledged(50);
    faults.toIngress().heal();

    Verdict verdict = faults.settle();
    assertThat(verdict.holds()).as("%s", verdict).isTrue();
    assertThat(faults.emits().rejected()).isEmpty();
    assertThat(faults.emits().unknown()).isEmpty();
  }

  /** Row C4. */
  @Test
  void connectionsThatAreCutResetOrSlicedLoseAndAlterNothing() throws Exception {
    Random random = new Random(4);
    faults.load("c4", CALLERS, faults.emitter());
    for (int i = 0; i < 8; i++) {
      faults.toIngress().become(NetworkFault.cutAfter(1 + random.nextInt(30_000)));
      faults.awaitAcknowledged(20);
      faults.toIngress().become(NetworkFault.slices(1 + random.nextInt(50)));
      faults.toIngress().resetAll();
      faults.awaitAcknowledged(20);
    }
    faults.toIngress().heal();
    Verdict verdict = faults.settle();
    assertThat(verdict.holds()).as("%s", verdict).isTrue();
  }

  /** Row C5: exactly the events of the calls whose answers were lost come again, once. */
  @Test
  void whatWasAcceptedWithoutAnAnswerComesExactlyOnceMore() throws Exception {
    // the gate would hold what comes after the first few, which would then not be duplicates
    GateConfig open = GateConfig.builder().failuresToClose(EVENTS + 1).build();
    DurableEmitter plugin =
        faults.emitter(
            faults
                .config()
                .retransmit(retransmit -> retransmit.enabled(false))
                .deliver(deliver -> deliver.gate(open))
                .build(),
            Hooks.NONE,
            FaultEnvironment.NO_DEADLINE);
    environment.ingress().setFaults(FaultPlan.builder().dropAnswers(true).build());
    for (int i = 0; i < EVENTS; i++) {
      emit(plugin, Sample.of("c5-" + i));
    }
    Eventually.holds(
        () -> plugin.stats().deliveryFailures() + " failures",
        () -> plugin.stats().deliveryFailures() == EVENTS);
    assertThat(environment.deliveries().distinct()).isEqualTo(EVENTS);
    assertThat(environment.deliveries().duplicates()).isZero();

    environment.ingress().setFaults(FaultPlan.none());
    faults.emitter(faults.config().build(), Hooks.NONE, FaultEnvironment.NO_DEADLINE);
    Verdict verdict = faults.settle();
    assertThat(verdict.holds()).as("%s", verdict).isTrue();
    assertThat(verdict.duplicates()).isEqualTo(EVENTS);
  }

  private void emit(DurableEmitter emitter, Sample event) {
    faults.journal().attempt(event.id(), event.fingerprint());
    emitter.emit(event.body(), event.attributes());
    faults.journal().acknowledged(event.id());
  }
}
