package io.durableemitter.postgres;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/**
 * The trigger that tells hosts, at the commit, of rows that wait to be sent by anyone: {@code
 * attempts} is 0 and {@code next_attempt_at} is set. A notification names the table and a group of
 * 64 ids, since the server sends what is the same once per transaction, so that a transaction with
 * a million rows does not send a million. Not a step of the migrations: it is made on request.
 */
record NotifyTrigger(TableName table) {

  private static final String FILE = Migration.read("notify");

  private static final String EXISTS =
      "SELECT EXISTS (SELECT 1 FROM pg_trigger WHERE tgrelid = to_regclass(?)"
          + " AND tgname = 'durable_emitter_notify' AND tgenabled <> 'D')";

  /** The statements, each of which may be run again. */
  String sql() {
    return table.in(FILE);
  }

  void add(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(Upgrade.WAIT_SHORTLY);
      statement.execute(sql());
    }
  }

  boolean exists(Connection connection) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(EXISTS)) {
      statement.setString(1, table.quoted());
      try (ResultSet answer = statement.executeQuery()) {
        return answer.next() && answer.getBoolean(1);
      }
    }
  }
}
