package io.durableemitter.http;

import io.durableemitter.api.EventHeader;
import io.durableemitter.traces.internal.SentEvent;
import java.util.Map;

/**
 * An event, ready to be sent.
 *
 * @param event where it comes from
 * @param headers of its request, if it has one of its own
 * @param body only to be read
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record EncodedEvent(Outgoing event, Map<String, String> headers, byte[] body) implements SentEvent {

  @Override
  public EventHeader header() {
    return event.header();
  }

  int size() {
    return body.length;
  }
}
