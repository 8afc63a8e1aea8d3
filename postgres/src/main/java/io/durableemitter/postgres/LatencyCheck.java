package io.durableemitter.postgres;

import java.sql.SQLException;
import java.sql.Statement;
import java.util.Arrays;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/** How long the way to the server and back takes: the median of some empty transactions. */
final class LatencyCheck implements DiagnosisCheck {

  private static final int TRIPS = 9;
  private static final long SLOW_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

  @Override
  public void look(Look look) throws SQLException {
    look.connection().rollback();
    look.connection().setAutoCommit(true);
    long[] nanos = new long[TRIPS];
    try (Statement statement = look.connection().createStatement()) {
      statement.execute(""); // the first one is slower
      for (int i = 0; i < TRIPS; i++) {
        long begun = System.nanoTime();
        statement.execute("BEGIN; COMMIT");
        nanos[i] = System.nanoTime() - begun;
      }
    }
    Arrays.sort(nanos);
    judge(look, nanos[TRIPS / 2]);
  }

  static void judge(Look look, long median) {
    String what = String.format(Locale.ROOT, "a round trip takes %.2f ms (median)", median / 1e6);
    if (median > SLOW_NANOS) {
      look.warning(
          what + "; each emit waits for at least one",
          "bring emitter and database nearer to each other, or look at the network between them");
    } else {
      look.ok(what);
    }
  }
}
