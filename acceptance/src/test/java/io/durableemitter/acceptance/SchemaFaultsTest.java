package io.durableemitter.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.durableemitter.api.EmitException;
import io.durableemitter.chaos.check.Eventually;
import io.durableemitter.chaos.check.Verdict;
import io.durableemitter.chaos.load.Sample;
import io.durableemitter.core.DurableEmitter;
import java.sql.Connection;
import java.sql.Statement;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Someone changes the table under load. Rows E5 and B13 of docs/chaos.md. */
@Timeout(180)
class SchemaFaultsTest {

  private static final int CALLERS = 8;

  private final FaultEnvironment faults = new FaultEnvironment();
  private final TestEnvironment environment = faults.environment();
  private DurableEmitter emitter;

  @BeforeEach
  void load() {
    emitter = faults.emitter();
    faults.load("schema", CALLERS, emitter);
    faults.awaitAcknowledged(200);
  }

  @AfterEach
  void close() throws Exception {
    faults.close();
  }

  /** Row E5: nothing that the emitter does not name may disturb it. */
  @Test
  void newColumnsAndIndexesAndAnotherPrecisionDisturbNobodyForGood() throws Exception {
    for (String change :
        new String[] {
          "ALTER TABLE %s ADD COLUMN note TEXT",
          "CREATE INDEX by_creation ON %s (created_at)",
          // plans that return this column must not be used any more
          "ALTER TABLE %s ALTER COLUMN created_at TYPE TIMESTAMPTZ(3)",
          "ALTER TABLE %s DROP COLUMN note",
          "ALTER TABLE %s ALTER COLUMN created_at TYPE TIMESTAMPTZ"
        }) {
      alter(change);
      faults.awaitAcknowledged(50);
    }
    everythingHolds();
  }

  /** Row E5. */
  @Test
  void whileTheTableIsRenamedEmitsAreRejectedAndLaterEverythingGoesOn() throws Exception {
    alter("ALTER TABLE %s RENAME TO moved");
    EmitException failure = rejection();
    assertThat(failure).hasMessageContaining("the table is missing or of another shape");
    awaitRejected();
    assertThat(emitter.isReady()).isFalse();
    environment.execute("ALTER TABLE " + sibling("moved") + " RENAME TO chip_durable_events");
    faults.awaitAcknowledged(50);
    everythingHolds();
    Eventually.holds(() -> "not ready: " + emitter.health(), emitter::isReady);
  }

  /** Row E5. */
  @Test
  void whileAColumnAsksForAValueEmitsAreRejectedAndLaterEverythingGoesOn() throws Exception {
    alter("ALTER TABLE %s ADD COLUMN tenant TEXT NOT NULL DEFAULT 'none'");
    alter("ALTER TABLE %s ALTER COLUMN tenant DROP DEFAULT");
    assertThat(rejection()).hasMessageContaining("tenant");
    awaitRejected();
    alter("ALTER TABLE %s DROP COLUMN tenant");
    faults.awaitAcknowledged(50);
    everythingHolds();
  }

  /** Row E5: deliveries cannot be written down, and are once they can. */
  @Test
  void whileTheColumnsOfLeasesAreAwayEmitsGoOnAndNothingIsLost() throws Exception {
    alter("ALTER TABLE %s RENAME COLUMN claim_owner TO owner");
    faults.awaitAcknowledged(200);
    alter("ALTER TABLE %s RENAME COLUMN owner TO claim_owner");
    faults.awaitAcknowledged(50);
    everythingHolds();
  }

  /** Row B13: a rewrite of the table waits for a reader, and everyone else for the rewrite. */
  @Test
  void behindAVacuumFullEmitsTimeOutTypedAndLaterEverythingGoesOn() throws Exception {
    CompletableFuture<Void> rewrite;
    try (Connection reader = environment.dataSource().getConnection();
        Statement statement = reader.createStatement()) {
      reader.setAutoCommit(false);
      statement.execute("SELECT FROM " + environment.table() + " LIMIT 1");
      rewrite = CompletableFuture.runAsync(() -> alter("VACUUM FULL %s"));
      Eventually.holds(() -> "no rewrite waits", () -> environment.query(waitingRewrites()) == 1);
      assertThat(rejection()).hasMessageContaining("took longer than its timeout");
      awaitRejected();
      reader.rollback();
    }
    rewrite.join();
    faults.awaitAcknowledged(50);
    everythingHolds();
  }

  private String waitingRewrites() {
    return "SELECT count(*) FROM pg_locks WHERE NOT granted AND mode = 'AccessExclusiveLock'"
        + " AND relation = '"
        + environment.table()
        + "'::regclass";
  }

  private void alter(String change) {
    environment.execute(String.format(change, environment.table()));
  }

  private String sibling(String table) {
    return environment.table().replace("chip_durable_events", table);
  }

  /** What an emit of our own is told. */
  private EmitException rejection() {
    Sample event = Sample.of("alone");
    faults.journal().attempt(event.id(), event.fingerprint());
    EmitException failure =
        catchThrowableOfType(
            EmitException.class, () -> emitter.emit(event.body(), event.attributes()));
    assertThat(failure).as("what an emit is told").isNotNull();
    assertThat(failure.outcome()).isEqualTo(EmitException.Outcome.REJECTED);
    assertThat(failure.reason()).isEqualTo(EmitException.Reason.STORE_FAILED);
    faults.journal().rejected(event.id());
    return failure;
  }

  private void awaitRejected() {
    Eventually.holds(
        () -> faults.emits().rejected().size() + " rejected",
        () -> faults.emits().rejected().size() > CALLERS);
  }

  private void everythingHolds() throws InterruptedException {
    Verdict verdict = faults.settle();
    assertThat(verdict.holds()).as("%s", verdict).isTrue();
    assertThat(verdict.acknowledged()).isGreaterThanOrEqualTo(250);
    assertThat(emitter.stats().expired()).isZero();
  }
}
