package io.durableemitter.ingress;

import java.nio.charset.StandardCharsets;
import java.util.Iterator;

/**
 * What the control plane answers: a text that comes piece by piece, so that a slow reader costs one
 * piece of memory.
 *
 * @param status of HTTP
 * @param contentType of HTTP
 * @param pieces the text
 * @param atEnd run once when the last piece was written, or none will be
 */
record ControlAnswer(int status, String contentType, Iterator<byte[]> pieces, Runnable atEnd) {

  static ControlAnswer of(int status, String json) {
    byte[] bytes = json.getBytes(StandardCharsets.UTF_8);
    return new ControlAnswer(
        status, "application/json", java.util.List.of(bytes).iterator(), () -> {});
  }
}
