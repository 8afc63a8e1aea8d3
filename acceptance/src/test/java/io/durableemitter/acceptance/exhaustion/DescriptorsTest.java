package io.durableemitter.acceptance.exhaustion;

import static org.assertj.core.api.Assertions.assertThat;

import io.durableemitter.acceptance.TestEnvironment;
import io.durableemitter.chaos.check.Verdict;
import io.durableemitter.chaos.child.Order;
import java.nio.file.Path;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A process has no file descriptor left. Row D5 of docs/chaos.md. */
@Timeout(180)
class DescriptorsTest {

  private static final int DESCRIPTORS = 400;
  private static final int ROUNDS = 2;
  private static final int FAILURES = 8;

  private @TempDir Path folder = Path.of("");

  /** Row D5. */
  @Test
  void withoutDescriptorsEmitsFailTypedAndLaterEverythingGoesOn() throws Exception {
    try (TestEnvironment environment = new TestEnvironment();
        ChildEmitter process = ChildEmitter.withDescriptors(environment, folder, DESCRIPTORS)) {
      process.awaitAcknowledged(50);
      process.awaitDelivered(50);
      // once with descriptors: what goes on then is loaded
      process.cutOff();
      process.awaitAcknowledged(50);
      process.awaitDelivered(50);
      Set<String> threads = threads(process);

      for (int round = 0; round < ROUNDS; round++) {
        process.order(Order.TAKE_DESCRIPTORS);
        failAll(process);
        process.order(Order.GIVE_DESCRIPTORS);
        process.awaitAcknowledged(200);
        process.awaitDelivered(200);
      }
      assertThat(threads(process)).as("%s", process).containsAll(threads);
      Verdict verdict = process.settle();
      assertThat(verdict.holds()).as("%s: %s", verdict, process).isTrue();
      assertThat(process.end()).as("%s", process).isZero();
      assertThat(process.answers()).doesNotContain("died");
    }
  }

  /** Cuts it off until nothing gets through any more: who frees a descriptor may find it again. */
  private static void failAll(ChildEmitter process) {
    int acknowledged;
    do {
      process.cutOff();
      acknowledged = process.acknowledged();
      process.awaitFailedOrAcknowledged(FAILURES);
    } while (process.acknowledged() > acknowledged);
  }

  /** Without those that are there only while there is something to log or to record. */
  private static Set<String> threads(ChildEmitter process) {
    return process.threads(name -> name.endsWith("-log") || name.endsWith("-metrics"));
  }
}
