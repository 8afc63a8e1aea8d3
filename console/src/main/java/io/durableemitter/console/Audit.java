package io.durableemitter.console;

import io.durableemitter.spi.HostRegistry;
import io.durableemitter.spi.QueueAction;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes down who did what: with the queue, where everybody can read it, and in the log of this
 * process.
 */
final class Audit {

  private static final Logger log = LoggerFactory.getLogger(Audit.class);

  private final Optional<HostRegistry> registry;
  private final Runnable afterwards;

  Audit(Optional<HostRegistry> registry, Runnable afterwards) {
    this.registry = registry;
    this.afterwards = afterwards;
  }

  void record(QueueAction.Kind kind, Principal who, String detail) {
    registry.ifPresent(actions -> actions.record(kind, who.name(), detail));
    // the detail may hold texts of events, and stays with the queue
    log.info("{} by {} at the console", kind.label(), who.name());
    afterwards.run();
  }
}
