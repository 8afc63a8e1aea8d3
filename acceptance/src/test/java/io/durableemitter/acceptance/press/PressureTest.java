package io.durableemitter.acceptance.press;

import static org.assertj.core.api.Assertions.assertThat;

import io.durableemitter.acceptance.Eventually;
import io.durableemitter.acceptance.TestHouse;
import io.durableemitter.acceptance.check.Checker;
import io.durableemitter.acceptance.check.EmitJournal;
import io.durableemitter.acceptance.check.Emits;
import io.durableemitter.acceptance.check.Verdict;
import io.durableemitter.acceptance.load.Sample;
import io.durableemitter.acceptance.proxy.TcpProxy;
import io.durableemitter.core.DurableEmitter;
import io.durableemitter.core.EmitterConfig;
import io.durableemitter.ingress.FaultPlan;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A process is short of what its machine gives it. Rows D3 and D5 of docs/chaos.md. */
@Timeout(120)
class PressureTest {

  private static final int CALLERS = 4;
  // together, and as they are read once more, more than the heap
  private static final int LARGE_EVENTS = 13;
  private static final int LARGE = 990_000;
  private static final int ENDLESS = 1_000_000;
  private static final int MANY_DESCRIPTORS = 1_000;
  private static final int FEW_DESCRIPTORS = 400;

  private final TestHouse house = new TestHouse();
  private @TempDir Path folder = Path.of("");

  @AfterEach
  void close() {
    house.close();
  }

  /** Row D3. */
  @Test
  void largeEventsThatGatherDuringAnOutageFitASmallHeap() throws Exception {
    house.ingress().setFaults(FaultPlan.ofOutage());
    try (PressedProcess process =
        start("d3", house.ingress().port(), MANY_DESCRIPTORS, LARGE_EVENTS, LARGE)) {
      awaitAcknowledged(process, CALLERS * LARGE_EVENTS);
      house.ingress().setFaults(FaultPlan.none());
      settle(process);
    }
  }

  /** Row D3: a page of such a backlog is read before anything is known of its size. */
  @Test
  void aBacklogOfLargeEventsFitsTheSmallHeapOfTheNextProcess() throws Exception {
    house.ingress().setFaults(FaultPlan.ofOutage());
    try (EmitJournal journal = new EmitJournal(journal());
        DurableEmitter first =
            house.emitter(EmitterConfig.builder().retransmitEnabled(false).build())) {
      for (int i = 0; i < CALLERS * LARGE_EVENTS; i++) {
        Sample event = Sample.of("d3-" + i, LARGE);
        journal.attempt(event.id(), event.fingerprint());
        first.emit(event.body(), event.attributes());
        journal.acknowledged(event.id());
      }
    }
    house.ingress().setFaults(FaultPlan.none());
    try (PressedProcess next = start("none", house.ingress().port(), MANY_DESCRIPTORS, 0, LARGE)) {
      settle(next);
    }
  }

  /** Row D5. */
  @Test
  void withoutFileDescriptorsEmitsFailTypedAndLaterEverythingGoesOn() throws Exception {
    try (TcpProxy proxy = TcpProxy.to(house.ingress().port());
        PressedProcess process = start("d5", proxy.port(), FEW_DESCRIPTORS, ENDLESS, 100)) {
      awaitAcknowledged(process, 50);
      Eventually.holds(process::log, () -> house.deliveries().distinct() > 0);

      assertThat(emits().rejected()).isEmpty();
      process.order("take");
      Eventually.holds(process::log, () -> emits().rejected().size() >= 10 * CALLERS);
      // now the other end is out of reach, too
      proxy.resetAll();
      int rejected = emits().rejected().size();
      Eventually.holds(process::log, () -> emits().rejected().size() >= rejected + 10 * CALLERS);
      assertThat(process.log()).contains("no connection to the database");

      int acknowledged = emits().acknowledged().size();
      process.order("give");
      awaitAcknowledged(process, acknowledged + 50);
      settle(process);
    }
  }

  private PressedProcess start(String name, int port, int descriptors, int events, int bytes)
      throws IOException {
    return PressedProcess.start(
        folder,
        descriptors,
        List.of(
            name,
            house.table(),
            Integer.toString(port),
            journal().toString(),
            Integer.toString(CALLERS),
            Integer.toString(events),
            Integer.toString(bytes)));
  }

  private Path journal() {
    return folder.resolve("journal");
  }

  private Emits emits() {
    return Emits.read(List.of(journal()));
  }

  private void awaitAcknowledged(PressedProcess process, int events) {
    Eventually.holds(
        () -> emits().acknowledged().size() + " acknowledged: " + process.log(),
        () -> !process.isAlive() || emits().acknowledged().size() >= events);
    assertThat(process.isAlive()).as(process.log()).isTrue();
  }

  /** Ends the process when nothing is left to be delivered, and looks what became of all events. */
  private void settle(PressedProcess process) throws Exception {
    Eventually.holds(
        () -> house.rows() + " rows left: " + process.log(),
        () -> !process.isAlive() || house.rows() == 0);
    assertThat(process.end()).as(process.log()).isZero();
    Verdict verdict = Checker.check(emits(), house.deliveries(), house.pendingIds(), Set.of());
    assertThat(verdict.holds()).as("%s: %s", verdict, process.log()).isTrue();
  }
}
