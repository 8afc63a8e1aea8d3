package io.durableemitter.console;

import java.nio.charset.StandardCharsets;
import java.util.Map;

/**
 * What a request is answered with.
 *
 * @param status of HTTP
 * @param headers besides those that every answer has
 * @param body whole
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record Answer(int status, Map<String, String> headers, byte[] body) {

  static Answer json(int status, Map<String, ?> value) {
    return new Answer(
        status,
        Map.of("Content-Type", "application/json"),
        Json.text(value).getBytes(StandardCharsets.UTF_8));
  }

  static Answer json(Map<String, ?> value) {
    return json(200, value);
  }

  static Answer error(Refusal refusal) {
    return json(refusal.status(), Map.of("error", String.valueOf(refusal.getMessage())));
  }

  Answer with(String header, String value) {
    Map<String, String> more = new java.util.HashMap<>(headers);
    more.put(header, value);
    return new Answer(status, more, body);
  }
}
