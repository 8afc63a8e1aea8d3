package io.durableemitter.acceptance.exhaustion;

import static org.assertj.core.api.Assertions.assertThat;

import io.durableemitter.acceptance.TestEnvironment;
import io.durableemitter.chaos.check.Verdict;
import io.durableemitter.chaos.child.Order;
import io.durableemitter.ingress.FaultPlan;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * The application has taken all memory, again and again, while the ingress goes up and down. Row G1
 * of docs/chaos.md. {@code -Dpress.seconds=60} starves it for longer.
 */
@Timeout(value = 400, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class NoMemoryTest {

  private static final int SECONDS = Integer.getInteger("press.seconds", 10);
  private static final String COLLECTOR = System.getProperty("press.collector", "-XX:+UseSerialGC");

  private final TestEnvironment environment = new TestEnvironment();
  private @TempDir Path folder = Path.of("");

  @AfterEach
  void close() {
    environment.close();
  }

  @Test
  void afterwardsEverythingIsDeliveredAndNoThreadIsMissing() throws Exception {
    try (ChildEmitter process = ChildEmitter.patient(environment, folder, COLLECTOR)) {
      process.awaitAcknowledged(50);
      process.awaitDelivered(50);
      process.order(Order.WATCH_HEALTH);
      Set<String> before = threads(process);
      process.order(Order.STARVE);
      for (int second = 0; second < SECONDS; second++) {
        environment.ingress().setFaults(second % 4 < 2 ? FaultPlan.none() : FaultPlan.ofOutage());
        assertThat(process.awaitEnd(Duration.ofSeconds(1))).as("died: %s", process).isFalse();
      }
      environment.ingress().setFaults(FaultPlan.none());
      assertThat(Long.parseLong(process.order(Order.FREE_MEMORY))).as("full").isGreaterThan(1);
      process.awaitAcknowledged(100);
      assertThat(threads(process)).as("%s", process).containsAll(before);
      assertThat(process.order(Order.TELL_WORST_HEALTH)).as("%s", process).isEqualTo("BAD");

      Verdict verdict = process.settle();
      assertThat(verdict.lost()).as("%s: %s", verdict, process).isEmpty();
      process.await("health is good", () -> process.order(Order.TELL_HEALTH).equals("[]"));
      assertThat(process.end()).as("%s", process).isZero();
    }
  }

  /** Those that live as long as it does. */
  private static Set<String> threads(ChildEmitter process) {
    return process.threads(name -> name.contains("log") || name.equals("durable-emitter-callback"));
  }
}
