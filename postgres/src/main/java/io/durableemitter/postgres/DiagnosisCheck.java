package io.durableemitter.postgres;

import java.sql.SQLException;

/** Looks at one thing of a database or a table. */
@FunctionalInterface
interface DiagnosisCheck {

  /** Adds what it finds; reads only. */
  void look(Look look) throws SQLException;
}
