package io.durableemitter.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.durableemitter.api.EmitException;
import io.durableemitter.chaos.check.Eventually;
import io.durableemitter.chaos.check.Verdict;
import io.durableemitter.chaos.load.Callers;
import io.durableemitter.chaos.load.Sample;
import io.durableemitter.chaos.proxy.NetworkFault;
import io.durableemitter.core.DurableEmitter;
import java.sql.Connection;
import java.sql.Statement;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The database fails under load. Rows B1, B2, B3, B6 and B11 of docs/chaos.md. */
@Timeout(180)
class DatabaseFaultsTest {

  private static final int CALLERS = 8;

  private final FaultEnvironment faults = new FaultEnvironment();
  private final TestEnvironment environment = faults.environment();

  @AfterEach
  void close() throws Exception {
    faults.close();
  }

  /** Row B1. */
  @Test
  void killedBackendsAndACrashedServerLoseNothing() throws Exception {
    faults.load("b1", CALLERS, faults.emitter());
    faults.awaitAcknowledged(50);
    killABackend();
    faults.awaitAcknowledged(50);
    TestEnvironment.postgres().killServer();
    TestEnvironment.postgres().restart();
    faults.awaitAcknowledged(50);
    Verdict verdict = faults.settle();
    assertThat(verdict.holds()).as("%s", verdict).isTrue();
  }

  private void killABackend() {
    long pid =
        environment.query(
            "SELECT pid FROM pg_stat_activity WHERE backend_type = 'client backend'"
                + " AND pid <> pg_backend_pid() ORDER BY backend_start DESC LIMIT 1");
    ProcessHandle.of(pid).ifPresent(ProcessHandle::destroyForcibly);
  }

  /** Row B2. */
  @Test
  void aStormOfTerminatedConnectionsLosesNothingAndLeaksNone() throws Exception {
    faults.load("b2", CALLERS, faults.emitter());
    for (int i = 0; i < 12; i++) {
      faults.awaitAcknowledged(10);
      environment.execute(
          "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
              + " WHERE backend_type = 'client backend' AND pid <> pg_backend_pid()");
    }
    faults.awaitAcknowledged(50);
    Verdict verdict = faults.settle();
    assertThat(verdict.holds()).as("%s", verdict).isTrue();
    Eventually.holds(
        () -> faults.pool().getHikariPoolMXBean().getActiveConnections() + " in use",
        () -> faults.pool().getHikariPoolMXBean().getActiveConnections() == 0);
  }

  /** Row B3, and I6 of every row: an emit ends by its deadline. */
  @Test
  void whileTheDatabaseIsAwayEmitsFailWithAnOutcomeAndLaterEverythingGoesOn() throws Exception {
    DurableEmitter emitter = faults.emitter();
    Callers load = faults.load("b3", CALLERS, emitter);
    faults.awaitAcknowledged(50);
    TestEnvironment.postgres().killServer();
    Sample event = Sample.of("b3-alone");
    faults.journal().attempt(event.id(), event.fingerprint());
    EmitException failure =
        catchThrowableOfType(
            EmitException.class, () -> emitter.emit(event.body(), event.attributes()));
    assertThat(failure.reason())
        .isIn(EmitException.Reason.STORE_FAILED, EmitException.Reason.TIMEOUT);
    Eventually.holds(
        () -> faults.emits().rejected().size() + " rejected",
        () -> faults.emits().rejected().size() + faults.emits().unknown().size() >= CALLERS);
    // emits may give up before the insert that they wait for, and an insert's end tells health
    Eventually.holds(() -> "still ready", () -> !emitter.isReady());
    TestEnvironment.postgres().restart();
    faults.awaitAcknowledged(50);
    load.finish();
    // an insert of before may have failed last, and a probe then tells that the store is well
    Eventually.holds(() -> "not ready: " + emitter.health(), emitter::isReady);
    Verdict verdict = faults.settle();
    assertThat(verdict.holds()).as("%s", verdict).isTrue();
  }

  /** Row B6. */
  @Test
  void aLockedTableTimesOutWithATypedErrorAndNoEventIsGivenUp() throws Exception {
    DurableEmitter emitter = faults.emitter();
    faults.load("b6", CALLERS, emitter);
    faults.awaitAcknowledged(50);
    try (Connection connection = environment.dataSource().getConnection();
        Statement statement = connection.createStatement()) {
      connection.setAutoCommit(false);
      statement.execute("LOCK TABLE " + environment.table() + " IN ACCESS EXCLUSIVE MODE");
      Eventually.holds(
          () -> faults.emits().rejected().size() + " rejected",
          () -> faults.emits().rejected().size() >= CALLERS);
      connection.rollback();
    }
    faults.awaitAcknowledged(50);
    Verdict verdict = faults.settle();
    assertThat(verdict.holds()).as("%s", verdict).isTrue();
    assertThat(emitter.stats().expired()).isZero();
  }

  /** Row B11. */
  @Test
  void halfOpenConnectionsToTheDatabaseAreGivenUpAndOutcomesAreSettled() throws Exception {
    faults.load("b11", CALLERS, faults.emitter());
    faults.awaitAcknowledged(50);
    faults.toDatabase().halfOpen();
    // nothing is healed: the socket timeout alone must find out
    faults.awaitAcknowledged(50);
    Verdict verdict = faults.settle();
    assertThat(verdict.holds()).as("%s", verdict).isTrue();
    assertThat(verdict.acknowledged()).isGreaterThanOrEqualTo(100);
  }

  /** Row A2 and B11: the server commits, its reply never comes. */
  @Test
  void commitsWhoseRepliesAreLostAreNeitherDoubledNorDenied() throws Exception {
    faults.load("mute", CALLERS, faults.emitter());
    faults.awaitAcknowledged(50);
    faults.toDatabase().become(NetworkFault.mute());
    int attempted = faults.emits().attempted().size();
    Eventually.holds(
        () -> "emits go on", () -> faults.emits().attempted().size() - attempted >= CALLERS);
    faults.toDatabase().heal();
    faults.awaitAcknowledged(50);
    Verdict verdict = faults.settle();
    assertThat(verdict.holds()).as("%s", verdict).isTrue();
  }
}
