package io.durableemitter.core.internal.persist;

import io.durableemitter.core.internal.encode.EncodedEvent;

/** Told of each event as soon as it is committed, before its caller is. */
public interface StoredEvents {

  /** An event is committed. */
  void stored(long rowId, EncodedEvent event);

  /**
   * An event is committed, but its insert took so long that the row was old when it became visible:
   * another process may send it already.
   */
  void storedLate(long rowId);
}
