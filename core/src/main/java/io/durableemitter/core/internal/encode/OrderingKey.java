package io.durableemitter.core.internal.encode;

import io.durableemitter.api.Payload;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Gives payloads the key by which they are ordered: the first 64 bits of the SHA-256 of an
 * attribute's value, so that processes of all versions agree. Two values with the same key, if
 * there are any, only wait for each other.
 */
public final class OrderingKey {

  /** Of no event. */
  public static final OrderingKey NONE = new OrderingKey(Optional.empty());

  private final Optional<String> attribute;

  private OrderingKey(Optional<String> attribute) {
    this.attribute = attribute;
  }

  /** By the value of this attribute; of no event if there is none. */
  public static OrderingKey by(Optional<String> attribute) {
    return new OrderingKey(attribute);
  }

  /** The payload with its key, if it has one. */
  Payload of(
      Payload payload, String source, String type, String subject, Map<String, Object> extensions) {
    if (attribute.isEmpty()) {
      return payload;
    }
    String name = attribute.get();
    String value =
        switch (name) {
          case "source" -> source;
          case "type" -> type;
          case "subject" -> subject;
          default -> text(extensions.get(name));
        };
    return value.isEmpty() ? payload : payload.ordered(hash(value));
  }

  private static String text(@Nullable Object value) {
    if (value == null) {
      return "";
    }
    return value instanceof byte[] bytes ? HexFormat.of().formatHex(bytes) : value.toString();
  }

  private static long hash(String value) {
    try {
      byte[] hash =
          MessageDigest.getInstance("SHA-256").digest(value.getBytes(StandardCharsets.UTF_8));
      return ByteBuffer.wrap(hash).getLong();
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
