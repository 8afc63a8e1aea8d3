package io.durableemitter.postgres;

import io.durableemitter.api.Finding;
import java.time.Duration;
import java.util.List;
import java.util.OptionalInt;
import javax.sql.DataSource;

/**
 * Looks at a database and a table as somebody on call would, and says what it finds. It reads only,
 * and never a payload but to see whether it is a CloudEvent. Each look is bounded: a statement to 2
 * s, a server that does not answer to 5 s in all. Immutable.
 */
public final class PgDiagnosis {

  private final DataSource dataSource;
  private final DiagnosisSettings settings;

  private PgDiagnosis(DataSource dataSource, DiagnosisSettings settings) {
    this.dataSource = dataSource;
    this.settings = settings;
  }

  /**
   * A diagnosis of a table, with the defaults of an emitter.
   *
   * @param dataSource one connection is taken from it at a time
   * @param table {@code schema.table}
   * @return the diagnosis; nothing is asked yet
   * @throws IllegalArgumentException if it is not such a name
   */
  public static PgDiagnosis of(DataSource dataSource, String table) {
    return new PgDiagnosis(
        dataSource,
        new DiagnosisSettings(
            TableName.parse(table), Duration.ofDays(3), CleanupWatch.LONG, OptionalInt.empty()));
  }

  /**
   * The age at which the hosts of the table let events expire; 72 h if not given.
   *
   * @param ttl more than 0
   * @return a diagnosis with it
   * @throws IllegalArgumentException if it is not
   */
  public PgDiagnosis eventTtl(Duration ttl) {
    requirePositive("eventTtl", ttl.isZero() || ttl.isNegative(), ttl);
    return new PgDiagnosis(
        dataSource,
        new DiagnosisSettings(
            settings.table(), ttl, settings.longestTransaction(), settings.poolSize()));
  }

  /**
   * How long a transaction may be open without being told of; 5 min if not given.
   *
   * @param longest not negative
   * @return a diagnosis with it
   * @throws IllegalArgumentException if it is
   */
  public PgDiagnosis longestTransaction(Duration longest) {
    if (longest.isNegative()) {
      throw new IllegalArgumentException(
          "longestTransaction must not be negative but is " + longest);
    }
    return new PgDiagnosis(
        dataSource,
        new DiagnosisSettings(settings.table(), settings.eventTtl(), longest, settings.poolSize()));
  }

  /**
   * A pool that somebody plans to have, to be checked against the workers of an emitter and the
   * connections that the server has left. Not checked if not given.
   *
   * @param connections at least 1
   * @return a diagnosis with it
   * @throws IllegalArgumentException if it is less
   */
  public PgDiagnosis poolSize(int connections) {
    requirePositive("poolSize", connections < 1, connections);
    return new PgDiagnosis(
        dataSource,
        new DiagnosisSettings(
            settings.table(),
            settings.eventTtl(),
            settings.longestTransaction(),
            OptionalInt.of(connections)));
  }

  private static void requirePositive(String name, boolean not, Object value) {
    if (not) {
      throw new IllegalArgumentException(name + " must be more than 0 but is " + value);
    }
  }

  /**
   * Looks. Never throws for what is wrong with the database: that is a finding.
   *
   * @return what each check found, at least one finding for each that could be made, in the order
   *     of the checks
   */
  public List<Finding> run() {
    return new Examination(dataSource, settings).run();
  }
}
