package io.durableemitter.http;

import io.durableemitter.api.EventHeader;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Signs requests as <a
 * href="https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md">Standard
 * Webhooks</a> has it: HMAC-SHA256 over id, time and body, once by each secret. Safe for concurrent
 * use.
 */
final class WebhookSignatures {

  private static final String PREFIX = "whsec_";
  private static final String HMAC = "HmacSHA256";
  private static final int FEWEST_BYTES = 24;
  private static final int MOST_BYTES = 64;
  private static final int MOST_SECRETS = 10;
  private static final int ID_BYTES = 18;

  private final List<SecretKeySpec> keys;
  private final Clock clock;

  WebhookSignatures(List<String> secrets, Clock clock) {
    if (secrets.isEmpty() || secrets.size() > MOST_SECRETS) {
      throw new IllegalArgumentException(
          "signingSecrets must be 1 to " + MOST_SECRETS + " but are " + secrets.size());
    }
    List<SecretKeySpec> all = new ArrayList<>();
    for (int i = 0; i < secrets.size(); i++) {
      all.add(key(i + 1, secrets.get(i)));
    }
    this.keys = List.copyOf(all);
    this.clock = clock;
  }

  static SecretKeySpec key(int number, String secret) {
    String base64 = secret.startsWith(PREFIX) ? secret.substring(PREFIX.length()) : secret;
    byte[] bytes;
    try {
      bytes = Base64.getDecoder().decode(base64);
    } catch (IllegalArgumentException e) {
      // without its cause, whose text has a character of the secret
      throw wrong(number, "it is not base64");
    }
    if (bytes.length < FEWEST_BYTES || bytes.length > MOST_BYTES) {
      throw wrong(number, "it has " + bytes.length + " bytes");
    }
    return new SecretKeySpec(bytes, HMAC);
  }

  private static IllegalArgumentException wrong(int number, String why) {
    return new IllegalArgumentException(
        "signing secret "
            + number
            + " must be the base64 of "
            + FEWEST_BYTES
            + " to "
            + MOST_BYTES
            + " bytes, with or without "
            + PREFIX
            + " before it: "
            + why);
  }

  /** The headers of a request. Its id is the same whenever the same events are sent again. */
  Map<String, String> headers(List<EncodedEvent> events, byte[] body) {
    String id = id(events);
    String time = Long.toString(clock.instant().getEpochSecond());
    Map<String, String> headers = new LinkedHashMap<>();
    headers.put("webhook-id", id);
    headers.put("webhook-timestamp", time);
    headers.put(
        "webhook-signature",
        keys.stream()
            .map(key -> "v1," + signature(key, id + "." + time + ".", body))
            .collect(Collectors.joining(" ")));
    return headers;
  }

  /** Of source and id of each event: ids of CloudEvents alone may be anything, and not unique. */
  private static String id(List<EncodedEvent> events) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      for (EncodedEvent encoded : events) {
        EventHeader header = encoded.event().header();
        update(digest, header.source());
        update(digest, header.id());
      }
      byte[] start = Arrays.copyOf(digest.digest(), ID_BYTES);
      return "msg_" + Base64.getUrlEncoder().encodeToString(start);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JVM has SHA-256", e);
    }
  }

  private static void update(MessageDigest digest, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    digest.update(ByteBuffer.allocate(Integer.BYTES).putInt(bytes.length).array());
    digest.update(bytes);
  }

  static String signature(SecretKeySpec key, String before, byte[] body) {
    try {
      Mac mac = Mac.getInstance(HMAC);
      mac.init(key);
      mac.update(before.getBytes(StandardCharsets.US_ASCII));
      return Base64.getEncoder().encodeToString(mac.doFinal(body));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JVM has " + HMAC, e);
    }
  }
}
