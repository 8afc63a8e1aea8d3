package io.durableemitter.postgres;

import java.sql.SQLException;

/** Whether the server ends transactions that somebody has left open. */
final class IdleTimeoutCheck implements DiagnosisCheck {

  @Override
  public void look(Look look) throws SQLException {
    String timeout = look.setting("idle_in_transaction_session_timeout");
    if (timeout.equals("0")) {
      look.info(
          "idle_in_transaction_session_timeout is 0: a transaction that is left open is never"
              + " ended, and removed rows are not cleaned up while it is",
          "ALTER ROLE ... SET idle_in_transaction_session_timeout = '10min' for the roles of the"
              + " applications");
    } else {
      look.ok("idle_in_transaction_session_timeout is " + timeout);
    }
  }
}
