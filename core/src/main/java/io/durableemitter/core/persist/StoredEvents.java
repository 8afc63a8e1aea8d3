package io.durableemitter.core.persist;

import io.durableemitter.core.encode.EncodedEvent;

/** Told of each event as soon as it is committed, before its caller is. */
@FunctionalInterface
public interface StoredEvents {

  /** An event is committed. */
  void stored(long rowId, EncodedEvent event);
}
