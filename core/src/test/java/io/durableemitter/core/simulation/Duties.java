package io.durableemitter.core.simulation;

import io.durableemitter.core.maintain.LeaseKeeper;
import io.durableemitter.core.maintain.Pass;
import io.durableemitter.core.maintain.Retransmitter;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A host's duties, stepped by hand. */
record Duties(
    LeaseKeeper keeper,
    Optional<Retransmitter> retransmitter,
    Optional<Pass> expirer,
    Optional<Pass> purger) {

  /** Those that work at any time; leases are kept as time goes by. */
  List<Pass> all() {
    List<Pass> all = new ArrayList<>();
    retransmitter.ifPresent(all::add);
    retransmitter.ifPresent(all::add); // twice as often
    expirer.ifPresent(all::add);
    purger.ifPresent(all::add);
    return all;
  }
}
