package io.durableemitter.core.internal.encode;

import io.durableemitter.api.IdempotencyKeyPolicy;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** The {@code idempotencykey} of an event. */
final class IdempotencyKey {

  private IdempotencyKey() {}

  /** The key of an event that was given none. */
  static String of(
      IdempotencyKeyPolicy policy, String id, String source, String type, byte[] body) {
    return switch (policy) {
      case EVENT_ID -> id;
      case CONTENT_HASH -> contentHash(source, type, body);
    };
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
