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
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record StoredEvent(Map<String, Object> attributes, byte @Nullable [] data, boolean isText) {

  /** The attribute that says what the data is. */
  public static final String CONTENT_TYPE = "datacontenttype";

  /** What the data is; empty if it does not say. */
  public String contentType() {
    return String.valueOf(attributes.getOrDefault(CONTENT_TYPE, ""));
  }
}
