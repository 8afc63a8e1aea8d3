package io.durableemitter.ingress.internal.http;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.charset.StandardCharsets;
import java.util.Iterator;
import java.util.List;
import java.util.Map;

/**
 * What is answered: a text that comes piece by piece, so that a slow reader costs one piece of
 * memory.
 *
 * @param status of HTTP
 * @param contentType of HTTP
 * @param pieces the text
 * @param atEnd run once when the last piece was written, or none will be
 */
public record HttpAnswer(int status, String contentType, Iterator<byte[]> pieces, Runnable atEnd) {

  private static final ObjectMapper JSON = new ObjectMapper();

  /** An object as JSON. */
  public static HttpAnswer json(int status, Object value) {
    try {
      return text(status, "application/json", JSON.writeValueAsString(value));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("maps of text and numbers are JSON", e);
    }
  }

  /** What was wrong with a request. */
  public static HttpAnswer error(int status, String message) {
    return json(status, Map.of("error", message));
  }

  /** A whole text. */
  public static HttpAnswer text(int status, String contentType, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    return new HttpAnswer(status, contentType, List.of(bytes).iterator(), () -> {});
  }
}
