package io.durableemitter.acceptance.exhaustion;

import static org.assertj.core.api.Assertions.assertThat;

import io.durableemitter.acceptance.TestEnvironment;
import io.durableemitter.chaos.check.EmitJournal;
import io.durableemitter.chaos.check.Verdict;
import io.durableemitter.chaos.load.Sample;
import io.durableemitter.core.DurableEmitter;
import io.durableemitter.core.config.EmitterConfig;
import io.durableemitter.ingress.FaultPlan;
import java.io.IOException;
import java.nio.file.Path;
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
    try (ChildEmitter process = start(LARGE_EVENTS)) {
      process.await("all are stored", () -> process.acknowledged() >= CALLERS * LARGE_EVENTS);
      environment.ingress().setFaults(FaultPlan.none());
      settle(process);
    }
  }

  /** Row D3: a page of such a backlog is read before anything is known of its size. */
  @Test
  void aBacklogOfLargeEventsFitsTheSmallHeapOfTheNextProcess() throws Exception {
    environment.ingress().setFaults(FaultPlan.ofOutage());
    try (EmitJournal journal = new EmitJournal(folder.resolve("journal"));
        DurableEmitter first =
            environment.emitter(
                EmitterConfig.builder()
                    .retransmit(retransmit -> retransmit.enabled(false))
                    .build())) {
      for (int i = 0; i < CALLERS * LARGE_EVENTS; i++) {
        Sample event = Sample.of("d3-" + i, LARGE);
        journal.attempt(event.id(), event.fingerprint());
        first.emit(event.body(), event.attributes());
        journal.acknowledged(event.id());
      }
    }
    environment.ingress().setFaults(FaultPlan.none());
    try (ChildEmitter next = start(0)) {
      settle(next);
    }
  }

  private ChildEmitter start(int events) throws IOException {
    return ChildEmitter.small(environment, folder, events == 0 ? 0 : CALLERS, events, LARGE);
  }

  /** Looks what became of all events when nothing is left to be delivered. */
  private static void settle(ChildEmitter process) throws Exception {
    Verdict verdict = process.settle();
    assertThat(verdict.holds()).as("%s: %s", verdict, process).isTrue();
    assertThat(process.end()).as("%s", process).isZero();
  }
}
