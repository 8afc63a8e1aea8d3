package io.durableemitter.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import io.durableemitter.api.Hooks;
import io.durableemitter.chaos.check.Eventually;
import io.durableemitter.chaos.check.Verdict;
import io.durableemitter.chaos.load.Callers;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The disk of the database's log is slow. Row B10 of docs/chaos.md. */
@Timeout(120)
class WalFaultsTest {

  private static final int CALLERS = 32;
  private static final int PAUSE_MILLIS = 80;
  private static final Duration FLUSH = Duration.ofMillis(100);

  private final FaultEnvironment faults = FaultEnvironment.ofASoundDatabase();
  private final TestEnvironment environment = faults.environment();
  private final Counts counts = new Counts();

  @AfterEach
  void close() throws Exception {
    environment.execute("ALTER SYSTEM RESET commit_delay");
    environment.execute("ALTER SYSTEM RESET commit_siblings");
    environment.execute("SELECT pg_reload_conf()");
    faults.close();
  }

  /**
   * Callers come back a while after their commit, so while one insert takes longer than that, all
   * others gather for the next: with one worker, two inserts have every caller's event.
   */
  @Test
  void whileFlushesAreSlowInsertsGrowAndNothingIsLost() throws Exception {
    Callers load =
        faults.load(
            "b10",
            CALLERS,
            PAUSE_MILLIS,
            faults.emitter(
                faults
                    .config()
                    .insert(insert -> insert.batching(batching -> batching.workers(1)))
                    .build(),
                counts));
    faults.awaitAcknowledged(40);

    environment.execute("ALTER SYSTEM SET commit_delay = " + FLUSH.toMillis() * 1_000);
    environment.execute("ALTER SYSTEM SET commit_siblings = 0");
    environment.execute("SELECT pg_reload_conf()");
    counts.awaitSlow(3);
    double slow = averageOfTheNext(12);
    assertThat(slow).isGreaterThan(CALLERS / 4.0);
    load.finish();
    assertThat(faults.emits().rejected()).isEmpty();
    assertThat(faults.emits().unknown()).isEmpty();
    Verdict verdict = faults.settle();
    assertThat(verdict.holds()).as("%s", verdict).isTrue();
  }

  private double averageOfTheNext(int inserts) {
    int insertsBefore = counts.inserts.get();
    int eventsBefore = counts.events.get();
    Eventually.holds(
        () -> counts.inserts + " inserts", () -> counts.inserts.get() >= insertsBefore + inserts);
    return (double) (counts.events.get() - eventsBefore) / (counts.inserts.get() - insertsBefore);
  }

  /** Counts inserts and their events. */
  private static final class Counts implements Hooks {
    private final AtomicInteger inserts = new AtomicInteger();
    private final AtomicInteger events = new AtomicInteger();
    private final AtomicInteger slow = new AtomicInteger();

    @Override
    public void onEmitInsert(EmitInsert insert) {
      events.addAndGet(insert.count());
      inserts.incrementAndGet();
      if (insert.elapsed().compareTo(FLUSH) >= 0) {
        slow.incrementAndGet();
      }
    }

    void awaitSlow(int more) {
      int before = slow.get();
      Eventually.holds(() -> slow + " slow inserts", () -> slow.get() >= before + more);
    }
  }
}
