package io.durableemitter.postgres;

import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;

/** Whether this machine and the server agree on the time. */
final class ClockCheck implements DiagnosisCheck {

  private static final Duration MOST = Duration.ofSeconds(5);

  @Override
  public void look(Look look) throws SQLException {
    Instant before = Instant.now();
    Instant theirs =
        look.row("SELECT clock_timestamp()", row -> row.getObject(1, OffsetDateTime.class))
            .orElseThrow()
            .toInstant();
    judge(look, before, theirs, Instant.now());
  }

  /** Ahead or behind is only what the time of the question does not explain. */
  static void judge(Look look, Instant before, Instant theirs, Instant after) {
    Duration skew =
        theirs.isBefore(before)
            ? Duration.between(theirs, before)
            : theirs.isAfter(after) ? Duration.between(after, theirs) : Duration.ZERO;
    if (skew.compareTo(MOST) > 0) {
      look.warning(
          "the clocks of this machine and of the database differ by "
              + skew.toSeconds()
              + " s; ages, leases and expiry go by the database's, tokens by this machine's",
          "set both by NTP: 'timedatectl' tells whether this machine's is");
    } else {
      look.ok("the clocks of this machine and of the database agree");
    }
  }
}
