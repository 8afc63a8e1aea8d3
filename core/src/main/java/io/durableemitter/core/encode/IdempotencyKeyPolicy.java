package io.durableemitter.core.encode;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** What the {@code idempotencykey} of an event is when the caller gives none. */
public enum IdempotencyKeyPolicy {
  /** The event's own id: every event has a key of its own. The default. */
  EVENT_ID,
  /**
   * Lower-case hex SHA-256 of source, type and body, each as it was given, after its length as four
   * bytes big-endian: what the Go package writes. Two events of equal content share a key, so
   * whoever deduplicates by it drops a genuine event, such as the second of two equal payments.
   */
  CONTENT_HASH;

  String keyFor(String id, String source, String type, byte[] body) {
    return this == EVENT_ID ? id : contentHash(source, type, body);
  }

  private static String contentHash(String source, String type, byte[] body) {
    MessageDigest digest = sha256();
    update(digest, source.getBytes(StandardCharsets.UTF_8));
    update(digest, type.getBytes(StandardCharsets.UTF_8));
    update(digest, body);
    return HexFormat.of().formatHex(digest.digest());
  }

  private static void update(MessageDigest digest, byte[] part) {
    digest.update(ByteBuffer.allocate(4).putInt(part.length).array());
    digest.update(part);
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      if (e.getCause() instanceof OutOfMemoryError none) {
        throw none;
      }
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
