package io.durableemitter.ingress;

import io.durableemitter.proto.common.RegisteredSchema;
import io.durableemitter.proto.common.Schema;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Gives schemas versions: the next one whenever the text of a subject changes. In memory; of a text
 * it keeps the hash, and of all subjects at most {@link #MAX_BYTES}. A request is taken as a whole
 * or not at all. Safe for concurrent use.
 */
final class SchemaRegistry {

  static final int MAX_BYTES = 8 << 20;
  private static final int MAX_SUBJECT_LENGTH = 1_000;
  private static final int SUBJECT_BYTES = 200;

  private record Version(int number, ByteBuffer hash) {}

  private final Map<String, Version> latest = new HashMap<>();
  private long bytes;

  /**
   * Registers schemas.
   *
   * @throws IllegalArgumentException if a subject is none
   * @throws IllegalStateException if there is no room
   */
  List<RegisteredSchema> register(List<Schema> schemas) {
    schemas.forEach(SchemaRegistry::check);
    List<Version> hashed =
        schemas.stream().map(schema -> new Version(1, hash(schema.getSchema()))).toList();
    return register(schemas, hashed);
  }

  private synchronized List<RegisteredSchema> register(List<Schema> schemas, List<Version> first) {
    long more =
        schemas.stream()
            .map(Schema::getSubject)
            .filter(subject -> !latest.containsKey(subject))
            .distinct()
            .mapToLong(SchemaRegistry::size)
            .sum();
    if (bytes + more > MAX_BYTES) {
      throw new IllegalStateException(
          "the registry is full: its subjects may take " + MAX_BYTES + " bytes");
    }
    bytes += more;
    List<RegisteredSchema> registered = new ArrayList<>(schemas.size());
    for (int i = 0; i < schemas.size(); i++) {
      String subject = schemas.get(i).getSubject();
      Version version = latest.merge(subject, first.get(i), SchemaRegistry::next);
      registered.add(
          RegisteredSchema.newBuilder().setSubject(subject).setVersion(version.number()).build());
    }
    return registered;
  }

  private static Version next(Version old, Version one) {
    return old.hash().equals(one.hash()) ? old : new Version(old.number() + 1, one.hash());
  }

  private static void check(Schema schema) {
    if (schema.getSubject().isEmpty()) {
      throw new IllegalArgumentException("a schema has no subject");
    }
    if (schema.getSubject().length() > MAX_SUBJECT_LENGTH) {
      throw new IllegalArgumentException(
          "the subject of a schema is longer than " + MAX_SUBJECT_LENGTH + " characters");
    }
  }

  private static long size(String subject) {
    return SUBJECT_BYTES + 2L * subject.length();
  }

  private static ByteBuffer hash(String text) {
    try {
      return ByteBuffer.wrap(
          MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JVM has SHA-256", e);
    }
  }
}
