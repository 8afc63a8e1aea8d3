package io.durableemitter.postgres;

import io.durableemitter.api.Finding;
import io.durableemitter.api.Finding.Severity;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import javax.sql.DataSource;

/**
 * Makes all checks over one connection, each in a transaction that reads only. A check that fails
 * is a finding, and the next one is made; a connection that is gone ends them. For one thread, and
 * once.
 */
final class Examination {

  private static final String CONNECTION = "database.connection";
  private static final Duration CONNECT = Duration.ofSeconds(5);
  private static final Duration ANSWER = Duration.ofSeconds(4);
  private static final String BOUNDS =
      "SET TRANSACTION READ ONLY; SET LOCAL statement_timeout = 2000; SET LOCAL lock_timeout = 1000";

  private final DataSource dataSource;
  private final DiagnosisSettings settings;
  private final List<Finding> findings = new ArrayList<>();

  Examination(DataSource dataSource, DiagnosisSettings settings) {
    this.dataSource = dataSource;
    this.settings = settings;
  }

  List<Finding> run() {
    Connection connection;
    try {
      connection = BoundedConnection.open(dataSource, CONNECT);
    } catch (SQLException e) {
      unreachable("no connection to the database: " + reason(e));
      return List.copyOf(findings);
    }
    try {
      examine(connection);
    } catch (SQLException e) {
      unreachable("the connection was lost, or the server does not answer: " + reason(e));
      Connections.discard(connection);
    }
    return List.copyOf(findings);
  }

  private void unreachable(String what) {
    findings.add(
        new Finding(
            CONNECTION,
            Severity.CRITICAL,
            what + "; checks of the database that are not named here were not made",
            "see that the server runs and answers, and that host, port, name, user and password are"
                + " right"));
  }

  /** Fails if the connection is of no use any more. */
  private void examine(Connection connection) throws SQLException {
    int networkTimeout = connection.getNetworkTimeout();
    connection.setNetworkTimeout(Runnable::run, (int) ANSWER.toMillis());
    String version = connection.getMetaData().getDatabaseProductVersion();
    findings.add(new Finding(CONNECTION, Severity.OK, "connected to PostgreSQL " + version, ""));
    boolean exists = TableOwner.read(connection, settings.table()).exists();
    for (NamedCheck named : NamedCheck.ALL) {
      if (exists || !named.ofTable()) {
        findings.addAll(made(named, connection));
      }
    }
    connection.setAutoCommit(true);
    connection.setNetworkTimeout(Runnable::run, networkTimeout);
    connection.close();
  }

  private List<Finding> made(NamedCheck named, Connection connection) throws SQLException {
    Look look = new Look(named.name(), connection, settings);
    connection.setAutoCommit(false);
    try (Statement statement = connection.createStatement()) {
      statement.execute(BOUNDS);
      named.check().look(look);
    } catch (SQLException e) {
      if (connection.isClosed() || SqlFailures.isUnknown(e)) {
        throw e;
      }
      look.warning(
          "this could not be looked at: " + SqlFailures.message(e), SqlFailures.describe(e));
    }
    if (!connection.getAutoCommit()) {
      connection.rollback();
    }
    return look.findings();
  }

  /** Pools tell of a time-out first, and of why in its cause. */
  private static String reason(SQLException e) {
    return e.getCause() instanceof SQLException cause
        ? SqlFailures.message(e) + ": " + SqlFailures.message(cause)
        : SqlFailures.message(e);
  }
}
