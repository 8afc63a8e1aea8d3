package io.durableemitter.chaos;

import java.io.IOException;
import java.sql.SQLException;
import java.util.Optional;

/** Makes the faults of one site happen. */
@FunctionalInterface
interface Injector {

  /**
   * Makes a fault happen.
   *
   * @return how it ends; empty if this system cannot have it
   */
  Optional<Healing> inject(Step step) throws IOException, SQLException, InterruptedException;
}
