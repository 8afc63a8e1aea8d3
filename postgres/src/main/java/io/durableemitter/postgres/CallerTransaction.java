package io.durableemitter.postgres;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.postgresql.core.BaseConnection;
import org.postgresql.core.TransactionState;

/**
 * A transaction of a caller's, seen from without. Asks the server only where the driver alone
 * cannot tell.
 *
 * @param connection the caller's; may have been given back, and used anew, meanwhile
 * @param number of the transaction
 */
record CallerTransaction(Connection connection, long number) {

  /** Whether it is still open; false if that cannot be seen. */
  boolean isOpen() {
    try {
      if (connection.isClosed() || !connection.isWrapperFor(BaseConnection.class)) {
        return false;
      }
      TransactionState state = connection.unwrap(BaseConnection.class).getTransactionState();
      return state == TransactionState.OPEN && number == current();
    } catch (SQLException e) {
      return false; // broken, and what was not committed is gone
    }
  }

  /** Zero if it has changed nothing. */
  private long current() throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(QueueSql.CURRENT_TRANSACTION)) {
      row.next();
      return row.getLong(1);
    }
  }
}
