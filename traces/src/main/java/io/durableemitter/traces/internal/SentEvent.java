package io.durableemitter.traces.internal;

import io.durableemitter.api.EventHeader;

/** An event in a transport. */
public interface SentEvent {

  /** What names it and its trace. */
  EventHeader header();
}
