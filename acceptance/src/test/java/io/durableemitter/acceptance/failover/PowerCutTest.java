package io.durableemitter.acceptance.failover;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.durableemitter.chaos.check.Checker;
import io.durableemitter.chaos.check.Deliveries;
import io.durableemitter.chaos.check.EmitJournal;
import io.durableemitter.chaos.check.Emits;
import io.durableemitter.chaos.check.Eventually;
import io.durableemitter.chaos.check.Sql;
import io.durableemitter.chaos.check.Verdict;
import io.durableemitter.chaos.load.Callers;
import io.durableemitter.core.DurableEmitter;
import io.durableemitter.embedded.EmbeddedPostgresServer;
import io.durableemitter.ingress.FaultPlan;
import io.durableemitter.ingress.IngressServer;
import io.durableemitter.postgres.PgDurableEventStore;
import io.durableemitter.postgres.PgMigrations;
import io.durableemitter.setup.DurableEmitterSetup;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * The power fails: of the database's log just what was flushed is left. Row B12 of docs/chaos.md.
 *
 * <p>What PostgreSQL had flushed is read at the moment of the failure, and a copy of the data is
 * brought up to just there. That a disk keeps what it was told to flush is taken for granted.
 */
@Timeout(180)
class PowerCutTest {

  private static final String TABLE = "public.chip_durable_events";

  @TempDir private Path folder = Path.of("");

  /** Also on sessions that were told not to wait for the flush: an insert insists. */
  @Test
  void whatWasAcknowledgedWasFlushed() throws Exception {
    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx--x--x"));
    Path journal = folder.resolve("journal");
    Deliveries deliveries = new Deliveries();
    try (EmbeddedPostgresServer server =
            EmbeddedPostgresServer.builder()
                .setting("wal_keep_size", "1GB")
                // nobody flushes but who has to
                .setting("wal_writer_delay", "10s")
                .start();
        HikariDataSource pool = pool(server);
        IngressServer ingress = started(deliveries);
        DurableEmitter emitter = emitter(pool, ingress)) {
      PgMigrations.migrate(pool, TABLE);
      BaseCopy copy = BaseCopy.of(server, folder.resolve("copy"));
      emitter.start();
      Callers callers = new Callers("power", 1, emitter, new EmitJournal(journal));
      callers.start(8);
      awaitAcknowledged(journal, 200);
      ingress.setFaults(FaultPlan.ofOutage());
      awaitAcknowledged(journal, 600);

      Emits told = Emits.read(List.of(journal));
      String flushed = Sql.on(server).text("SELECT pg_current_wal_flush_lsn()");
      callers.finish();

      copy.recover(archive(server), flushed);
      try (EmbeddedPostgresServer survivor = EmbeddedPostgresServer.at(copy.root())) {
        Sql sql = Sql.on(survivor);
        Eventually.holds(
            () -> "the copy has not recovered",
            () -> sql.query("SELECT count(*) FILTER (WHERE pg_is_in_recovery()) FROM now()") == 0);
        Set<String> kept = sql.pendingIds(TABLE);
        Verdict verdict = Checker.check(told, deliveries, kept, Set.of());
        assertThat(verdict.lost()).isEmpty();
        assertThat(kept).as("it was full").hasSizeGreaterThan(200);
      }
    }
  }

  private static HikariDataSource pool(EmbeddedPostgresServer server) {
    HikariConfig config = new HikariConfig();
    config.setJdbcUrl(server.jdbcUrl() + "&options=-c%20synchronous_commit=off");
    config.setMaximumPoolSize(6);
    return new HikariDataSource(config);
  }

  private static IngressServer started(Deliveries deliveries) {
    IngressServer ingress = IngressServer.builder().observer(deliveries).build();
    ingress.start();
    return ingress;
  }

  private static DurableEmitter emitter(HikariDataSource pool, IngressServer ingress) {
    return DurableEmitterSetup.builder(PgDurableEventStore.builder(pool).table(TABLE).build())
        .endpoint("127.0.0.1:" + ingress.port())
        .plaintext()
        .build();
  }

  private static void awaitAcknowledged(Path journal, int count) {
    Eventually.holds(
        () -> "fewer than " + count + " emits",
        () -> Emits.read(List.of(journal)).acknowledged().size() >= count);
  }

  /** All segments of the log, the last one full. */
  private Path archive(EmbeddedPostgresServer server) throws IOException {
    Sql.on(server).execute("SELECT pg_switch_wal()");
    Sql.on(server).execute("CHECKPOINT");
    Path archive = Files.createDirectory(folder.resolve("archive"));
    Files.setPosixFilePermissions(archive, PosixFilePermissions.fromString("rwxr-xr-x"));
    try (DirectoryStream<Path> segments =
        Files.newDirectoryStream(
            server.directory().resolve("data/pg_wal"), "????????????????????????")) {
      for (Path segment : segments) {
        Path copied = archive.resolve(String.valueOf(segment.getFileName()));
        Files.copy(segment, copied);
        Files.setPosixFilePermissions(copied, PosixFilePermissions.fromString("rw-r--r--"));
      }
    }
    return archive;
  }
}
