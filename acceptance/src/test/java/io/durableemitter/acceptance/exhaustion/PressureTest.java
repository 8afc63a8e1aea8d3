package io.durableemitter.acceptance.exhaustion;

import static org.assertj.core.api.Assertions.assertThat;

import io.durableemitter.acceptance.TestEnvironment;
import io.durableemitter.chaos.check.Checker;
import io.durableemitter.chaos.check.EmitJournal;
import io.durableemitter.chaos.check.Emits;
import io.durableemitter.chaos.check.Eventually;
import io.durableemitter.chaos.check.Verdict;
import io.durableemitter.chaos.load.Sample;
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

/** A process has little memory. Row D3 of docs/chaos.md. */
@Timeout(120)
class PressureTest {

  private static final int CALLERS = 4;
  // together, and as they are read once more, more than the heap
  private static final int LARGE_EVENTS = 13;
  private static final int LARGE = 990_000;

  private final TestEnvironment environment = new TestEnvironment();
  private @TempDir Path folder = Path.of("");

  @AfterEach
  void close() {
    environment.close();
  }

  /** Row D3. */
  @Test
  void largeEventsThatGatherDuringAnOutageFitASmallHeap() throws Exception {
    environment.ingress().setFaults(FaultPlan.ofOutage());
    try (PressedProcess process = start("d3", environment.ingress().port(), LARGE_EVENTS, LARGE)) {
      awaitAcknowledged(process, CALLERS * LARGE_EVENTS);
      environment.ingress().setFaults(FaultPlan.none());
      settle(process);
    }
  }

  /** Row D3: a page of such a backlog is read before anything is known of its size. */
  @Test
  void aBacklogOfLargeEventsFitsTheSmallHeapOfTheNextProcess() throws Exception {
    environment.ingress().setFaults(FaultPlan.ofOutage());
    try (EmitJournal journal = new EmitJournal(journal());
        DurableEmitter first =
            environment.emitter(EmitterConfig.builder().retransmitEnabled(false).build())) {
      for (int i = 0; i < CALLERS * LARGE_EVENTS; i++) {
        Sample event = Sample.of("d3-" + i, LARGE);
        journal.attempt(event.id(), event.fingerprint());
        first.emit(event.body(), event.attributes());
        journal.acknowledged(event.id());
      }
    }
    environment.ingress().setFaults(FaultPlan.none());
    try (PressedProcess next = start("none", environment.ingress().port(), 0, LARGE)) {
      settle(next);
    }
  }

  private PressedProcess start(String name, int port, int events, int bytes) throws IOException {
    return PressedProcess.start(
        folder,
        List.of(
            name,
            environment.table(),
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
        () -> environment.rows() + " rows left: " + process.log(),
        () -> !process.isAlive() || environment.rows() == 0);
    assertThat(process.end()).as(process.log()).isZero();
    Verdict verdict =
        Checker.check(emits(), environment.deliveries(), environment.pendingIds(), Set.of());
    assertThat(verdict.holds()).as("%s: %s", verdict, process.log()).isTrue();
  }
}
