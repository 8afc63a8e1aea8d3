package io.durableemitter.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import io.durableemitter.api.Finding;
import io.durableemitter.embedded.EmbeddedPostgresServer;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Faults of the server, on one of its own. */
@Timeout(120)
class PgDiagnosisServerTest {

  @Test
  void whatIsWrongWithTheServerIsFound() throws SQLException {
    try (EmbeddedPostgresServer server = EmbeddedPostgresServer.temporary()) {
      PgMigrations.migrate(server.dataSource());
      assertThat(Finding.healthy(run(server))).isTrue();
      execute(
          server,
          "ALTER SYSTEM SET autovacuum = off",
          "ALTER SYSTEM SET track_counts = off",
          "ALTER SYSTEM SET max_prepared_transactions = 2");
      server.restart();
      execute(
          server,
          "BEGIN; SELECT txid_current(); PREPARE TRANSACTION 'it''s'",
          "SELECT pg_create_physical_replication_slot('nobody', true)");
      List<Finding> findings = run(server);
      assertThat(findings)
          .filteredOn(Finding::needsHands)
          .extracting(Finding::what)
          .anyMatch(what -> what.startsWith("autovacuum is off"))
          .anyMatch(what -> what.startsWith("track_counts is off"))
          .anyMatch(what -> what.startsWith("the prepared transaction it's (role "))
          .anyMatch(what -> what.startsWith("nobody reads replication slot nobody, which keeps"));
      assertThat(findings)
          .extracting(Finding::fix)
          .anyMatch(fix -> fix.startsWith("ROLLBACK PREPARED 'it''s'"))
          .anyMatch(fix -> fix.contains("pg_drop_replication_slot('nobody')"));
    }
  }

  private static List<Finding> run(EmbeddedPostgresServer server) {
    return PgDiagnosis.of(server.dataSource(), TableName.DEFAULT)
        .longestTransaction(Duration.ZERO)
        .run();
  }

  private static void execute(EmbeddedPostgresServer server, String... statements)
      throws SQLException {
    try (Connection connection = server.dataSource().getConnection();
        Statement statement = connection.createStatement()) {
      for (String sql : statements) {
        statement.execute(sql);
      }
    }
  }
}
