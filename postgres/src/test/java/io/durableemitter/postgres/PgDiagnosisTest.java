package io.durableemitter.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import io.durableemitter.api.Finding;
import io.durableemitter.api.Finding.Severity;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.postgresql.ds.PGSimpleDataSource;

/** Each fault of a table or a role is staged on a real server, and found. */
@Timeout(120)
class PgDiagnosisTest {

  private static final String EVENT = "'\\x0a0169120173220174'"; // id i, source s, type t

  private final String table = Database.migratedTable();

  private List<Finding> run(DataSource dataSource) {
    return PgDiagnosis.of(dataSource, table).run();
  }

  private Finding found(String check) {
    return found(PgDiagnosis.of(Database.dataSource(), table), check);
  }

  private static Finding found(PgDiagnosis diagnosis, String check) {
    return worst(diagnosis.run(), check);
  }

  private static Finding worst(List<Finding> findings, String check) {
    return findings.stream()
        .filter(finding -> finding.check().equals(check))
        .max((a, b) -> a.severity().compareTo(b.severity()))
        .orElseThrow(() -> new AssertionError("no " + check + " in " + findings));
  }

  private static void assertFound(Finding finding, Severity severity, String what, String fix) {
    assertThat(finding.severity()).as(finding.toString()).isEqualTo(severity);
    assertThat(finding.what()).contains(what);
    assertThat(finding.fix()).contains(fix);
  }

  private void insert(String columns, String values) {
    Database.execute(
        "INSERT INTO " + table + " (payload" + columns + ") VALUES (" + EVENT + values + ")");
  }

  @Test
  void ofAHealthyTableEachCheckHasAFindingAndNoneNeedsHands() {
    insert("", "");
    List<Finding> findings = run(Database.dataSource());
    assertThat(Finding.healthy(findings)).as(findings.toString()).isTrue();
    for (NamedCheck check : NamedCheck.ALL) {
      assertThat(findings).extracting(Finding::check).contains(check.name());
    }
    assertThat(worst(findings, "schema.grants").severity()).isEqualTo(Severity.OK);
  }

  @Test
  void aMissingTableIsCriticalAndItsChecksAreLeftOut() {
    List<Finding> findings = PgDiagnosis.of(Database.dataSource(), "nowhere.events").run();
    assertFound(
        worst(findings, "schema.migrations"), Severity.CRITICAL, "no table nowhere.events", "up");
    assertThat(findings).extracting(Finding::check).doesNotContain("life.age", "schema.shape");
  }

  @Test
  void pendingMigrationsAreCritical() {
    Database.execute("ALTER TABLE " + table + " DROP COLUMN ordering_key");
    String schema = table.substring(0, table.indexOf('.'));
    Database.execute("DELETE FROM " + schema + ".durable_emitter_migrations WHERE version = 7");
    assertFound(
        found("schema.migrations"), Severity.CRITICAL, "migrations are pending: 7 (", "migrate up");
    assertFound(
        found("schema.shape"), Severity.CRITICAL, "column ordering_key is missing", "migrate up");
  }

  @Test
  void aTableThatACrashEmptiesIsCritical() {
    Database.execute("ALTER TABLE " + table + " SET UNLOGGED");
    assertThat(found("schema.shape").what()).contains("is UNLOGGED");
    assertThat(found("schema.shape").severity()).isEqualTo(Severity.CRITICAL);
  }

  @Test
  void aMissingPrimaryKeyAnInvalidIndexAndThoseOfGoAreTold() {
    PgMigrations.addGoIndexes(Database.dataSource(), table);
    PgMigrations.addOrderingIndex(Database.dataSource(), table);
    assertFound(
        found("schema.indexes"),
        Severity.INFO,
        "chip_durable_events_created (",
        "DROP INDEX CONCURRENTLY");
    assertThat(found("schema.indexes").what()).doesNotContain("_ordering");
    Database.execute(
        "UPDATE pg_index SET indisvalid = false WHERE indexrelid = '"
            + table
            + "_created'::regclass");
    assertFound(found("schema.indexes"), Severity.WARNING, "is invalid", "DROP INDEX CONCURRENTLY");
    Database.execute("ALTER TABLE " + table + " DROP CONSTRAINT chip_durable_events_pkey");
    assertFound(
        found("schema.indexes"), Severity.CRITICAL, "no primary key", "ADD PRIMARY KEY (id)");
  }

  @Test
  void whatARoleLacksIsNamedWithTheGrant() {
    LimitedRole role = new LimitedRole(table);
    String schema = table.substring(0, table.indexOf('.'));
    assertFound(
        worst(run(role.dataSource()), "schema.grants"),
        Severity.WARNING,
        "SELECT ON " + schema + ".durable_emitter_migrations",
        "GRANT SELECT ON " + schema + ".durable_emitter_migrations TO \"limited_");
    role.revoke("INSERT ON " + table + "_hosts");
    assertThat(worst(run(role.dataSource()), "schema.grants").fix())
        .contains("GRANT INSERT ON " + table + "_hosts TO");
    role.revoke("DELETE ON " + table);
    assertThat(worst(run(role.dataSource()), "schema.grants").fix())
        .contains("GRANT DELETE ON " + table + " TO");
    role.revoke("USAGE ON SCHEMA " + schema);
    List<Finding> blind = run(role.dataSource());
    assertThat(worst(blind, "schema.grants").fix()).contains("GRANT USAGE ON SCHEMA " + schema);
    assertThat(worst(blind, "life.age").what())
        .as("the other checks are made all the same")
        .contains("permission denied for schema");
  }

  @Test
  void whoMayOnlyReadOrOnlyEmitIsTakenForThat() {
    LimitedRole role = new LimitedRole(table);
    String schema = table.substring(0, table.indexOf('.'));
    String log = schema + ".durable_emitter_migrations";
    Database.execute("GRANT SELECT ON " + log + " TO " + role.dataSource().getUser());
    assertThat(worst(run(role.dataSource()), "schema.grants").severity()).isEqualTo(Severity.OK);
    role.revoke("SELECT, UPDATE, DELETE ON " + table + "_dead_letters");
    List<Finding> emitter = run(role.dataSource());
    assertFound(worst(emitter, "schema.grants"), Severity.INFO, "of an emitter", "GRANT SELECT, ");
    assertThat(worst(emitter, "life.dead-letters").severity()).isEqualTo(Severity.INFO);
    Database.execute(
        "GRANT SELECT ON " + table + "_dead_letters TO " + role.dataSource().getUser());
    role.revoke("INSERT ON " + table + "_dead_letters");
    role.revoke("INSERT, UPDATE, DELETE ON " + table);
    assertThat(worst(run(role.dataSource()), "schema.grants").what())
        .contains("rights of a reader");
  }

  @Test
  void triggersThatAreDisabledAndTheOneThatNotifiesAreTold() {
    assertFound(found("schema.triggers"), Severity.INFO, "no trigger that notifies", "PgMigr");
    PgMigrations.addNotifyTrigger(Database.dataSource(), table);
    assertThat(found("schema.triggers").severity()).isEqualTo(Severity.OK);
    Database.execute("ALTER TABLE " + table + " DISABLE TRIGGER durable_emitter_notify");
    assertFound(
        found("schema.triggers"),
        Severity.WARNING,
        "durable_emitter_notify of " + table + " is disabled",
        "ENABLE TRIGGER durable_emitter_notify");
  }

  @Test
  void anOpenTransactionIsNamedWithoutItsStatement() throws SQLException {
    PGSimpleDataSource other = new LimitedRole(table).dataSource();
    other.setApplicationName("evil\u001b[2J\nname");
    try (Connection open = other.getConnection();
        Statement statement = open.createStatement()) {
      open.setAutoCommit(false);
      statement.execute("SELECT 'secret', txid_current()");
      PgDiagnosis diagnosis =
          PgDiagnosis.of(Database.dataSource(), table).longestTransaction(Duration.ZERO);
      List<Finding> findings = new ArrayList<>(diagnosis.run());
      findings.removeIf(one -> !one.what().contains(other.getUser()));
      assertThat(findings).hasSize(1);
      assertFound(
          findings.get(0),
          Severity.WARNING,
          "it is idle in transaction, its last statement began at ",
          "SELECT pg_terminate_backend(");
      assertThat(findings.get(0).what())
          .contains("role " + other.getUser(), "keeps removed rows from being cleaned up")
          .doesNotContain("secret", "\u001b", "\n");
    }
    assertThat(found("life.transactions").severity()).isEqualTo(Severity.OK);
  }

  @Test
  void whoIsNotShownOthersSaysSo() throws SQLException {
    try (Connection other = Database.dataSource().getConnection()) {
      assertThat(other.isValid(1)).isTrue();
      assertFound(
          worst(run(new LimitedRole(table).dataSource()), "life.transactions"),
          Severity.INFO,
          "not shown since when",
          "GRANT pg_read_all_stats");
    }
  }

  @Test
  void stuckLeasesAndDelaysAreFound() {
    insert(", claim_owner, claimed_until", ", gen_random_uuid(), now() + interval '3 days'");
    assertFound(found("life.leases"), Severity.WARNING, "1 rows have leases that end", "UPDATE");
    Database.execute("UPDATE " + table + " SET claimed_until = now() - interval '1 hour'");
    assertFound(found("life.leases"), Severity.WARNING, "ran out more than 5 minutes", "a host");
    Database.execute(
        "UPDATE "
            + table
            + " SET claimed_until = NULL, next_attempt_at = now() + interval '9 days'");
    assertFound(found("life.leases"), Severity.WARNING, "wait for a next attempt", "UPDATE");
    Database.execute("UPDATE " + table + " SET next_attempt_at = now() + interval '1 hour'");
    assertThat(found("life.leases").severity()).isEqualTo(Severity.OK);
  }

  @Test
  void theAgeOfTheOldestRowIsSeenAgainstTheTimeToLive() {
    insert(", created_at, last_error", ", now() - interval '20 hours', E'no\\x1b[2J'");
    assertFound(found("life.age"), Severity.WARNING, "27 % of the time to live", "expire.ttl");
    assertThat(found("life.age").what()).contains("last error: no\\u001b[2J");
    PgDiagnosis short_ =
        PgDiagnosis.of(Database.dataSource(), table).eventTtl(Duration.ofHours(24));
    assertFound(found(short_, "life.age"), Severity.CRITICAL, "83 %", "expire.ttl");
  }

  @Test
  void deadLettersAreCountedByReason() {
    Database.execute(
        "INSERT INTO "
            + table
            + "_dead_letters (row_id, event_id, source, type, payload, created_at, reason)"
            + " SELECT n, 'i', 's', 't', '\\x00', now(), CASE n WHEN 1 THEN 'expired' ELSE 'rejected' END"
            + " FROM generate_series(1, 3) AS n");
    List<Finding> findings = run(Database.dataSource());
    assertThat(findings)
        .filteredOn(finding -> finding.check().equals("life.dead-letters"))
        .extracting(Finding::what)
        .containsExactly(
            "2 dead letters are there, reason rejected",
            "1 dead letters are there, reason expired");
    assertThat(worst(findings, "life.dead-letters").severity()).isEqualTo(Severity.WARNING);
  }

  @Test
  void rowsThatAreNoEventsAreFound() {
    insert("", "");
    Database.execute("INSERT INTO " + table + " (payload) VALUES ('\\xffff')");
    assertFound(
        found("life.undecodable"),
        Severity.WARNING,
        "1 of the oldest 100 rows are no CloudEvents, the first is row 2",
        "events decode --row 2");
  }

  @Test
  void aTableThatIsNotCleanedUpIsFound() throws SQLException {
    Database.execute("ALTER TABLE " + table + " SET (autovacuum_enabled = off)");
    assertFound(found("life.vacuum"), Severity.CRITICAL, "autovacuum is off for " + table, "RESET");
    Database.execute(
        "INSERT INTO "
            + table
            + " (payload) SELECT '\\x00' FROM generate_series(1, 500); DELETE FROM "
            + table);
    Eventually.equal(true, () -> deadRows(100).severity() == Severity.CRITICAL);
    Database.execute("ALTER TABLE " + table + " RESET (autovacuum_enabled)");
    Eventually.equal(true, () -> deadRows(100).what().contains(" removed rows that are not"));
    assertThat(deadRows(100).fix()).contains("VACUUM " + table);
    assertThat(deadRows(100_000).severity()).isEqualTo(Severity.OK);
  }

  private Finding deadRows(long many) {
    try (Connection connection = Database.dataSource().getConnection()) {
      Look look = look("life.vacuum", connection);
      new VacuumCheck(many).look(look);
      return worst(look.findings(), "life.vacuum");
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  private Look look(String check, Connection connection) {
    return new Look(
        check,
        connection,
        new DiagnosisSettings(
            TableName.parse(table), Duration.ofHours(1), Duration.ZERO, OptionalInt.empty()));
  }

  @Test
  void aPlannedPoolIsComparedWithTheWorkersAndTheServer() {
    PgDiagnosis diagnosis = PgDiagnosis.of(Database.dataSource(), table);
    assertFound(found(diagnosis.poolSize(2), "pool.size"), Severity.WARNING, "a pool of 2", "= 8");
    assertThat(found(diagnosis.poolSize(8), "pool.size").severity()).isEqualTo(Severity.OK);
    assertFound(
        found(diagnosis.poolSize(5_000), "database.connections"),
        Severity.CRITICAL,
        "a pool of 5000 more does not fit",
        "max_connections");
  }

  @Test
  void anEmitterWhosePoolIsSmallIsSeenAndABusyOneNeedsHands() throws SQLException {
    PGSimpleDataSource emitter = new LimitedRole(table).dataSource();
    emitter.setApplicationName("small");
    try (Connection one = emitter.getConnection()) {
      try (PreparedStatement insert =
          one.prepareStatement(
              "INSERT INTO " + TableName.parse(table).quoted() + " (payload) VALUES (?)")) {
        insert.setBytes(1, new byte[] {1});
        insert.executeUpdate();
      }
      assertFound(found("pool.size"), Severity.INFO, "has 1 connections from", "at least 8");
      one.setAutoCommit(false);
      try (PreparedStatement insert =
          one.prepareStatement(
              "INSERT INTO " + TableName.parse(table).quoted() + " (payload) VALUES (?)")) {
        insert.setBytes(1, new byte[] {1});
        insert.executeUpdate();
        assertFound(found("pool.size"), Severity.WARNING, "were busy at 5 of 5", "at least 8");
      }
    }
  }

  @Test
  void settingsOfTheRoleThatLoseEventsOrTakeNoneAreFound() {
    LimitedRole role = new LimitedRole(table);
    role.alter("SET synchronous_commit = off");
    assertFound(
        worst(run(role.dataSource()), "database.durability"),
        Severity.WARNING,
        "synchronous_commit is off",
        "ALTER ROLE");
    role.alter("SET default_transaction_read_only = on");
    assertFound(
        worst(run(role.dataSource()), "database.writable"),
        Severity.CRITICAL,
        "default_transaction_read_only is on",
        "ALTER ROLE");
    role.alter("SET idle_in_transaction_session_timeout = '10min'");
    assertThat(worst(run(role.dataSource()), "database.idle-timeout").severity())
        .isEqualTo(Severity.OK);
    role.alter("CONNECTION LIMIT 1");
    assertFound(
        worst(run(role.dataSource()), "database.connections"),
        Severity.WARNING,
        "uses 1 of 1 connections (its CONNECTION LIMIT)",
        "pg_stat_activity");
  }

  @Test
  void clocksThatDifferAreFoundButNotForTheTimeThatAskingTakes() throws SQLException {
    try (Connection connection = Database.dataSource().getConnection()) {
      Instant now = Instant.now();
      Look look = look("database.clock", connection);
      ClockCheck.judge(look, now, now.plusSeconds(60), now.plusSeconds(3));
      ClockCheck.judge(look, now, now.minusSeconds(9), now);
      ClockCheck.judge(look, now, now.plusSeconds(60), now.plusSeconds(60));
      assertThat(look.findings())
          .extracting(Finding::severity)
          .containsExactly(Severity.WARNING, Severity.WARNING, Severity.OK);
      assertThat(look.findings().get(0).what()).contains("differ by 57 s");
    }
  }

  @Test
  void aSlowWayOldTransactionNumbersAndNoFlushAreFound() throws SQLException {
    try (Connection connection = Database.dataSource().getConnection()) {
      Look look = look("x", connection);
      LatencyCheck.judge(look, 80_000_000);
      WraparoundCheck.judge(look, 350_000_000, 200_000_000);
      WraparoundCheck.judge(look, 1_600_000_000, 200_000_000);
      WraparoundCheck.judge(look, 210_000_000, 200_000_000);
      DurabilityCheck.judge(look, "off", "off", "local");
      assertThat(look.findings())
          .extracting(Finding::severity)
          .containsExactly(
              Severity.WARNING,
              Severity.WARNING,
              Severity.CRITICAL,
              Severity.OK,
              Severity.CRITICAL,
              Severity.CRITICAL);
    }
  }

  @Test
  void aServerThatAcceptsAndNeverAnswersIsOneFinding() throws IOException {
    try (ServerSocket silent = new ServerSocket(0, 10, InetAddress.getLoopbackAddress())) {
      PGSimpleDataSource dataSource = new PGSimpleDataSource();
      dataSource.setUrl("jdbc:postgresql://127.0.0.1:" + silent.getLocalPort() + "/x");
      List<Finding> findings = run(dataSource);
      assertThat(findings).hasSize(1);
      assertFound(
          findings.get(0),
          Severity.CRITICAL,
          "no connection within 5 s",
          "server runs and answers");
    }
  }

  @Test
  void aWrongPasswordIsSaid() {
    PGSimpleDataSource dataSource = new LimitedRole(table).dataSource();
    dataSource.setPassword("canary");
    assertThat(run(dataSource).get(0).what())
        .contains("no connection to the database: ", "password authentication failed")
        .doesNotContain("canary");
  }
}
