package io.durableemitter.api.internal.wire;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a stored event consists of.
 *
 * @param attributes by name: a {@link Boolean}, an {@link Integer}, or the text form as {@link
 *     String}
 * @param data only to be read; null if it has none
 * @param isText whether the data was stored as text, and so is UTF-8
 * @param messageType the name of the message that the data is, where the event tells it; else empty
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record StoredEvent(
    Map<String, Object> attributes, byte @Nullable [] data, boolean isText, String messageType) {

  /** The attribute that says what the data is. */
  public static final String CONTENT_TYPE = "datacontenttype";

  /** What the data is; empty if it does not say. */
  public String contentType() {
    return String.valueOf(attributes.getOrDefault(CONTENT_TYPE, ""));
  }

  /** The data, only to be read; no bytes if it has none. */
  public byte[] dataOrEmpty() {
    byte[] known = data;
    return known == null ? new byte[0] : known;
  }
}
