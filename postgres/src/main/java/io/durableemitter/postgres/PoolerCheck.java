package io.durableemitter.postgres;

import java.sql.SQLException;
import org.postgresql.PGConnection;

/**
 * Whether a pooler such as PgBouncer stands between: it tells the driver another number of the
 * process than the server itself does.
 */
final class PoolerCheck implements DiagnosisCheck {

  @Override
  public void look(Look look) throws SQLException {
    if (!look.connection().isWrapperFor(PGConnection.class)) {
      look.info("whether a pooler stands between cannot be told with this driver", "");
      return;
    }
    int told = look.connection().unwrap(PGConnection.class).getBackendPID();
    int real = look.row("SELECT pg_backend_pid()", row -> row.getInt(1)).orElseThrow();
    if (told == real) {
      look.ok("the connection goes to the server itself");
    } else {
      look.info(
          "a pooler stands between, it seems; all but notifications works through one",
          "give notifications, if they are used, a DataSource that leads to the server itself");
    }
  }
}
