package io.durableemitter.postgres;

import java.sql.SQLException;

/** Whether this server takes writes. */
final class WritableCheck implements DiagnosisCheck {

  @Override
  public void look(Look look) throws SQLException {
    boolean standby =
        look.row("SELECT pg_is_in_recovery()", row -> row.getBoolean(1)).orElseThrow();
    if (standby) {
      look.critical(
          "the server is a standby, or recovers: it takes no writes",
          "connect to the primary: name all servers in the URL, with targetServerType=primary");
    } else if (look.setting("default_transaction_read_only").equals("on")) {
      look.critical(
          "default_transaction_read_only is on for this session: nothing can be stored",
          "ALTER ROLE CURRENT_USER SET default_transaction_read_only = off, or ALTER DATABASE, or"
              + " ALTER SYSTEM, whichever set it");
    } else {
      look.ok("the server takes writes");
    }
  }
}
