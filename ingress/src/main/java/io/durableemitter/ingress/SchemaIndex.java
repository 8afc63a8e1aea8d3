package io.durableemitter.ingress;

import io.durableemitter.proto.common.Schema;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeMap;

/**
 * Schemas by subject and version, with the memory that they take. Safe for concurrent use; what
 * takes several steps is done under its monitor.
 */
public final class SchemaIndex {

  private static final int ENTRY_BYTES = 400;

  private final Map<String, TreeMap<Integer, Schema>> subjects = new HashMap<>();
  private long bytes;

  /** An empty index. */
  public SchemaIndex() {}

  /**
   * Adds a version.
   *
   * @param version 1 or more
   * @param schema the schema
   * @return false if the subject has that version already, and then nothing is changed
   */
  public synchronized boolean add(int version, Schema schema) {
    boolean added =
        subjects
                .computeIfAbsent(schema.getSubject(), subject -> new TreeMap<>())
                .putIfAbsent(version, schema)
            == null;
    bytes += added ? bytes(schema) : 0;
    return added;
  }

  /**
   * Removes a version, if it is there.
   *
   * @param subject the subject
   * @param version the version
   */
  public synchronized void remove(String subject, int version) {
    TreeMap<Integer, Schema> versions = subjects.get(subject);
    Schema removed = versions == null ? null : versions.remove(version);
    if (removed != null && versions != null) {
      bytes -= bytes(removed);
      if (versions.isEmpty()) {
        subjects.remove(subject);
      }
    }
  }

  /**
   * The version of a schema.
   *
   * @param schema with its subject, format, text and references; the rest does not count
   * @return the oldest version that is equal; empty if there is none
   */
  public synchronized OptionalInt versionOf(Schema schema) {
    return subjects.getOrDefault(schema.getSubject(), new TreeMap<>()).entrySet().stream()
        .filter(entry -> isSame(entry.getValue(), schema))
        .mapToInt(Map.Entry::getKey)
        .findFirst();
  }

  private static boolean isSame(Schema one, Schema other) {
    return one.getFormat() == other.getFormat()
        && one.getSchema().equals(other.getSchema())
        && one.getReferencesList().equals(other.getReferencesList());
  }

  /**
   * Looks up the newest version.
   *
   * @param subject the subject
   * @return the schema; empty if the subject has none
   */
  public synchronized Optional<StoredSchema> latest(String subject) {
    return Optional.ofNullable(subjects.get(subject))
        .map(TreeMap::lastEntry)
        .map(entry -> new StoredSchema(entry.getKey(), entry.getValue()));
  }

  /**
   * Looks up a version.
   *
   * @param subject the subject
   * @param version the version
   * @return the schema; empty if there is none
   */
  public synchronized Optional<StoredSchema> version(String subject, int version) {
    return Optional.ofNullable(subjects.get(subject))
        .map(versions -> versions.get(version))
        .map(schema -> new StoredSchema(version, schema));
  }

  /**
   * The memory that the schemas take.
   *
   * @return about as many bytes
   */
  public synchronized long bytes() {
    return bytes;
  }

  /**
   * The memory that a schema takes.
   *
   * @param schema the schema
   * @return about as many bytes
   */
  public static long bytes(Schema schema) {
    // its text may be held as bytes and as characters of two bytes
    return ENTRY_BYTES + 3L * schema.getSerializedSize();
  }
}
