package io.durableemitter.console;

import io.durableemitter.api.internal.text.ErrorText;
import io.durableemitter.spi.HostRegistry;
import io.durableemitter.spi.QueueAction;
import io.durableemitter.spi.StoreException;
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

  /** What is done already, and is so whether or not it can be written down; false if it cannot. */
  boolean recordDone(QueueAction.Kind kind, Principal who, String count, String detail) {
    log.info("{} by {} at the console: {}", kind.label(), who.name(), count);
    try {
      registry.ifPresent(actions -> actions.record(kind, who.name(), count + ": " + detail));
      return true;
    } catch (StoreException e) {
      log.warn(
          "a {} by {} at the console, of {}, is not in the log of actions: {}",
          kind.label(),
          who.name(),
          count,
          ErrorText.of(e));
      return false;
    } finally {
      afterwards.run();
    }
  }

  /** An order, which is given by being written down. */
  void order(QueueAction.Kind kind, Principal who, String detail) {
    registry.ifPresent(actions -> actions.record(kind, who.name(), detail));
    // the detail may hold texts of events, and stays with the queue
    log.info("{} by {} at the console", kind.label(), who.name());
    afterwards.run();
  }
}
