package io.durableemitter.benchmarks.peers.work;

import java.io.IOException;
import java.util.List;

/**
 * An outbox that stores events and delivers them to {@link Deliveries#accept}. Used by many threads
 * at once.
 */
public interface Outbox extends AutoCloseable {

  /** The version of the library. */
  String version();

  /** How it is set, in words. */
  String settings();

  /** Stores events in one transaction, or in one call where the outbox makes the transaction. */
  void persist(List<byte[]> bodies) throws Exception;

  /** How many events it still has to deliver or to remove. */
  long left() throws Exception;

  /** Ends it; what is left stays where it is. */
  @Override
  void close() throws IOException;
}
