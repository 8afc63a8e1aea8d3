package io.durableemitter.chaos;

import java.io.IOException;
import java.sql.SQLException;

/** Ends a fault. */
@FunctionalInterface
interface Healing {

  void heal() throws IOException, SQLException, InterruptedException;
}
