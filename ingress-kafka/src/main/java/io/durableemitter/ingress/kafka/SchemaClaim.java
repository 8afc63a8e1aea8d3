package io.durableemitter.ingress.kafka;

import io.durableemitter.proto.common.Schema;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The key of a record: that somebody wants this version of a subject. No two records have the same
 * key, but for the tombstone that takes one back, so that compaction never drops the claim of
 * another writer.
 *
 * @param subject the subject
 * @param version 1 or more
 * @param id random, for this one attempt
 */
record SchemaClaim(String subject, int version, String id) {

  private static final Pattern FORM =
      Pattern.compile("([1-9]\\d{0,8}) ([0-9a-f-]{36}) (.+)", Pattern.DOTALL);

  static SchemaClaim of(Schema schema, int version) {
    return new SchemaClaim(schema.getSubject(), version, UUID.randomUUID().toString());
  }

  byte[] key() {
    return (version + " " + id + " " + subject).getBytes(StandardCharsets.UTF_8);
  }

  /** Empty if a key is of another form. */
  static Optional<SchemaClaim> parse(byte[] key) {
    Matcher matcher = FORM.matcher(new String(key, StandardCharsets.UTF_8));
    return matcher.matches()
        ? Optional.of(
            new SchemaClaim(matcher.group(3), Integer.parseInt(matcher.group(1)), matcher.group(2)))
        : Optional.empty();
  }

  /** What is claimed. */
  Place place() {
    return new Place(subject, version);
  }

  /** A version of a subject. */
  record Place(String subject, int version) {}
}
