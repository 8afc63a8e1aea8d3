package io.durableemitter.acceptance.exhaustion;

import static org.assertj.core.api.Assertions.assertThat;

import io.durableemitter.acceptance.TestEnvironment;
import io.durableemitter.chaos.check.Verdict;
import io.durableemitter.chaos.child.Order;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A process can have no further thread. Row D5 of docs/chaos.md. */
@Timeout(180)
class ThreadsTest {

  private static final int THREADS = 200;
  private static final int ROUNDS = 2;

  private @TempDir Path folder = Path.of("");

  /** Row D5. */
  @Test
  void withoutThreadsNothingIsLostAndLaterEverythingGoesOn() throws Exception {
    try (TestEnvironment environment = new TestEnvironment();
        ChildEmitter process = ChildEmitter.withThreads(environment, folder, THREADS)) {
      process.awaitAcknowledged(50);
      process.awaitDelivered(50);
      for (int round = 0; round < ROUNDS; round++) {
        process.order(Order.TAKE_THREADS);
        process.cutOff();
        // emits may go on, or fail; each ends
        int before = process.answered();
        process.await("emits end", () -> process.answered() - before >= 20);
        process.order(Order.GIVE_THREADS);
        process.awaitAcknowledged(200);
        process.awaitDelivered(200);
      }
      Verdict verdict = process.settle();
      assertThat(verdict.holds()).as("%s: %s", verdict, process).isTrue();
      assertThat(process.end()).as("%s", process).isZero();
      assertThat(process.answers()).doesNotContain("died");
    }
  }
}
