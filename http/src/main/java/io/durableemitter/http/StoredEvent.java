package io.durableemitter.http;

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
record StoredEvent(Map<String, Object> attributes, byte @Nullable [] data, boolean isText) {

  static final String CONTENT_TYPE = "datacontenttype";

  /** Empty if it has none. */
  String contentType() {
    return String.valueOf(attributes.getOrDefault(CONTENT_TYPE, ""));
  }
}
