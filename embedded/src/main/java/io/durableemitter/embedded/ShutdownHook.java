package io.durableemitter.embedded;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Closes a server when the JVM ends in an orderly way. */
final class ShutdownHook {
  private static final Logger LOG = LoggerFactory.getLogger(ShutdownHook.class);

  private final AutoCloseable server;
  private @Nullable Thread thread;

  ShutdownHook(AutoCloseable server) {
    this.server = server;
  }

  void add() {
    Thread added = new Thread(this::run, "embedded-postgres-shutdown");
    Runtime.getRuntime().addShutdownHook(added);
    thread = added;
  }

  private void run() {
    try {
      server.close();
    } catch (Exception e) {
      LOG.warn("cannot stop the embedded PostgreSQL", e);
    }
  }

  void remove() {
    if (thread == null) {
      return;
    }
    try {
      Runtime.getRuntime().removeShutdownHook(thread);
    } catch (IllegalStateException e) {
      LOG.trace("the JVM is ending, its hooks stay", e);
    }
  }
}
