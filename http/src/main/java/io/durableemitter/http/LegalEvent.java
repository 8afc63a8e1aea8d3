package io.durableemitter.http;

import io.durableemitter.api.Payload;
import io.durableemitter.api.internal.text.ForeignText;
import io.durableemitter.api.internal.wire.StoredEvent;
import io.durableemitter.api.internal.wire.StoredEventReader;
import io.durableemitter.api.internal.wire.UndecodablePayloadException;

/** A stored event that can be written as CloudEvents and HTTP have it. */
final class LegalEvent {

  private LegalEvent() {}

  static StoredEvent read(Payload payload) throws MalformedEventException {
    StoredEvent event;
    try {
      event = StoredEventReader.read(payload);
    } catch (UndecodablePayloadException e) {
      throw new MalformedEventException(String.valueOf(e.getMessage()), e);
    }
    for (String required : new String[] {"id", "type"}) {
      if ("".equals(event.attributes().get(required))) {
        throw new MalformedEventException("the stored event has no " + required);
      }
    }
    for (String name : event.attributes().keySet()) {
      checkName(name);
    }
    return event;
  }

  /** Names become those of members and of headers, and must be neither the data's nor illegal. */
  private static void checkName(String name) throws MalformedEventException {
    boolean legal =
        !name.isEmpty() && name.chars().allMatch(c -> (c >= 'a' && c <= 'z') || isDigit(c));
    if (!legal || name.equals("data")) {
      throw new MalformedEventException(
          "the stored event has an attribute named '"
              + ForeignText.oneLine(name, 64)
              + "'; names consist of lower-case letters and digits, and are not 'data'");
    }
  }

  private static boolean isDigit(int c) {
    return c >= '0' && c <= '9';
  }
}
