package io.durableemitter.acceptance.failover;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.zaxxer.hikari.HikariDataSource;
import io.durableemitter.api.EmitException;
import io.durableemitter.api.EmitException.Outcome;
import io.durableemitter.chaos.check.Checker;
import io.durableemitter.chaos.check.Deliveries;
import io.durableemitter.chaos.check.EmitJournal;
import io.durableemitter.chaos.check.Emits;
import io.durableemitter.chaos.check.Eventually;
import io.durableemitter.chaos.check.Sql;
import io.durableemitter.chaos.check.Verdict;
import io.durableemitter.chaos.load.Callers;
import io.durableemitter.chaos.load.Sample;
import io.durableemitter.core.DurableEmitter;
import io.durableemitter.core.config.EmitterConfig;
import io.durableemitter.embedded.EmbeddedPostgresServer;
import io.durableemitter.ingress.FaultPlan;
import io.durableemitter.ingress.IngressServer;
import io.durableemitter.postgres.PgDurableEventStore;
import io.durableemitter.postgres.PgMigrations;
import io.durableemitter.setup.DurableEmitterSetup;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The database fails over to its standby under load. Row B4 of docs/chaos.md. */
@Timeout(180)
class FailoverTest {

  private static final String TABLE = "public.chip_durable_events";
  private static final int CALLERS = 8;

  @TempDir private Path folder = Path.of("");
  private final Deliveries deliveries = new Deliveries();
  private final IngressServer ingress = IngressServer.builder().observer(deliveries).build();
  private ServerPair servers;
  private HikariDataSource pool;
  private DurableEmitter emitter;
  private Callers callers;
  private EmitJournal journal;

  @BeforeEach
  void start() throws Exception {
    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx--x--x"));
    ingress.start();
    servers = new ServerPair(folder.resolve("standby"));
    pool = servers.pool();
    PgMigrations.migrate(pool, TABLE);
    emitter =
        DurableEmitterSetup.builder(
                PgDurableEventStore.builder(pool)
                    .table(TABLE)
                    .statementTimeout(Duration.ofSeconds(1))
                    .build())
            .endpoint("127.0.0.1:" + ingress.port())
            .plaintext()
            .emitter(
                EmitterConfig.builder()
                    .retransmit(
                        retransmit ->
                            retransmit
                                .interval(Duration.ofMillis(50))
                                .after(Duration.ofMillis(300)))
                    .insert(insert -> insert.timeout(Duration.ofSeconds(3)))
                    .build())
            .build();
    emitter.start();
    journal = new EmitJournal(journal());
    callers = new Callers("failover", 3, emitter, journal);
  }

  @AfterEach
  void close() {
    callers.stop();
    emitter.close();
    journal.close();
    pool.close();
    servers.close();
    ingress.close();
  }

  /** What was acknowledged and not delivered when the primary died is there afterwards. */
  @Test
  void aPromotedStandbyThatCommitsWaitedForHasEverythingThatWasAcknowledged() throws Exception {
    servers.synchronous();
    ingress.setFaults(FaultPlan.ofOutage());
    callers.start(CALLERS);
    awaitAcknowledged(200);
    servers.primary().killServer();
    servers.promote();
    awaitAcknowledged(50);
    ingress.setFaults(FaultPlan.none());
    Verdict verdict = settle(servers.standby());
    assertThat(verdict.holds()).as("%s", verdict).isTrue();
    assertThat(verdict.acknowledged()).isGreaterThanOrEqualTo(250);
  }

  /** A primary that becomes read-only keeps its connections; nobody may be stuck with them. */
  @Test
  void connectionsToAPrimaryThatWasDemotedAreGivenUp() throws Exception {
    callers.start(CALLERS);
    awaitAcknowledged(50);
    Sql demoted = Sql.on(servers.primary());
    demoted.execute("ALTER SYSTEM SET default_transaction_read_only = on");
    demoted.execute("SELECT pg_reload_conf()");
    Eventually.holds(() -> "nothing is rejected", () -> emits().rejected().size() >= CALLERS);
    awaitCaughtUp(demoted);
    servers.promote();
    awaitAcknowledged(50);
    Verdict verdict = settle(servers.standby());
    assertThat(verdict.holds()).as("%s", verdict).isTrue();
  }

  /** Without a synchronous standby events may be lost; emits and deliveries go on all the same. */
  @Test
  void emitsGoOnAfterAFailoverToAnAsynchronousStandby() throws Exception {
    callers.start(CALLERS);
    awaitAcknowledged(200);
    servers.primary().killServer();
    servers.promote();
    awaitAcknowledged(50);
    Verdict verdict = settle(servers.standby());
    assertThat(verdict.unexpected()).isEmpty();
    assertThat(verdict.altered()).isEmpty();
    assertThat(verdict.denied()).isEmpty();
  }

  /**
   * A primary whose standby does not answer gives up waiting when the statement is cancelled, and
   * says so in a mere warning: the row is committed, and a failover would lose it.
   */
  @Test
  void whatTheStandbyDidNotConfirmIsNotAcknowledged() throws Exception {
    servers.synchronous();
    callers.start(CALLERS);
    awaitAcknowledged(50);
    servers.standby().killServer();
    Sample event = Sample.of("unconfirmed");
    journal.attempt(event.id(), event.fingerprint());
    EmitException failure =
        catchThrowableOfType(
            EmitException.class, () -> emitter.emit(event.body(), event.attributes()));
    assertThat(failure).isNotNull();
    if (failure.outcome() == Outcome.REJECTED) {
      // all workers were waiting for the standby with the events of others
      journal.rejected(event.id());
    }
    Eventually.holds(() -> "no outcome is unknown", () -> !emits().unknown().isEmpty());
    servers.standby().restart();
    awaitAcknowledged(50);
    Verdict verdict = settle(servers.primary());
    assertThat(verdict.holds()).as("%s", verdict).isTrue();
  }

  private void awaitCaughtUp(Sql primary) {
    String sent = primary.text("SELECT pg_current_wal_flush_lsn()");
    Eventually.holds(
        () -> "the standby is behind " + sent,
        () ->
            Sql.on(servers.standby())
                    .query("SELECT pg_last_wal_replay_lsn() - '" + sent + "'::pg_lsn")
                >= 0);
  }

  private void awaitAcknowledged(int more) {
    int before = emits().acknowledged().size();
    Eventually.holds(
        () -> emits().acknowledged().size() - before + " emits of " + more,
        () -> emits().acknowledged().size() - before >= more);
  }

  private Path journal() {
    return folder.resolve("journal");
  }

  private Emits emits() {
    return Emits.read(List.of(journal()));
  }

  private Verdict settle(EmbeddedPostgresServer server) throws InterruptedException {
    callers.finish();
    Sql sql = Sql.on(server);
    Eventually.holds(() -> "rows are left", () -> sql.query("SELECT count(*) FROM " + TABLE) == 0);
    return Checker.check(emits(), deliveries, sql.pendingIds(TABLE), Set.of());
  }
}
