package io.durableemitter.ingress.kafka;

import com.google.protobuf.InvalidProtocolBufferException;
import io.durableemitter.api.internal.log.LogThrottle;
import io.durableemitter.api.internal.log.ThrottledLog;
import io.durableemitter.ingress.SchemaIndex;
import io.durableemitter.proto.common.Schema;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * What the records of the topic say, read in their order: of the claims to a version the first one
 * holds, and all readers agree on it. Safe for concurrent use.
 */
final class SchemaLog {

  private final Map<SchemaClaim.Place, LinkedHashMap<String, Schema>> claims = new HashMap<>();
  private final SchemaIndex index = new SchemaIndex();
  private final ThrottledLog log = new LogThrottle(System::nanoTime).log(SchemaLog.class);
  private final String topic;
  private final long capacityBytes;
  private long bytes;
  private long nextOffset;
  private Optional<String> problem = Optional.empty();

  SchemaLog(String topic, long capacityBytes) {
    this.topic = topic;
    this.capacityBytes = capacityBytes;
  }

  /** The versions that hold. */
  SchemaIndex index() {
    return index;
  }

  /**
   * Takes the next record.
   *
   * @param value null for a tombstone
   * @throws IllegalStateException if the schemas take more memory than they may
   */
  synchronized void apply(long offset, byte @Nullable [] key, byte @Nullable [] value) {
    Optional<SchemaClaim> claim =
        Optional.ofNullable(key).flatMap(SchemaClaim::parse).filter(one -> isOurs(one, value));
    if (claim.isPresent()) {
      apply(claim.get(), schema(value));
    } else {
      log.warn("foreign", "a record of the topic {} is no schema, at offset {}", topic, offset);
    }
    reached(offset + 1);
  }

  private static boolean isOurs(SchemaClaim claim, byte @Nullable [] value) {
    return value == null
        || schema(value).filter(one -> one.getSubject().equals(claim.subject())).isPresent();
  }

  private static Optional<Schema> schema(byte @Nullable [] value) {
    try {
      return value == null ? Optional.empty() : Optional.of(Schema.parseFrom(value));
    } catch (InvalidProtocolBufferException e) {
      return Optional.empty();
    }
  }

  private void apply(SchemaClaim claim, Optional<Schema> schema) {
    LinkedHashMap<String, Schema> rivals =
        claims.computeIfAbsent(claim.place(), place -> new LinkedHashMap<>());
    Optional<Schema> before = rivals.values().stream().findFirst();
    Schema old =
        schema.isPresent() ? rivals.put(claim.id(), schema.get()) : rivals.remove(claim.id());
    bytes += schema.map(SchemaIndex::bytes).orElse(0L) - (old == null ? 0 : SchemaIndex.bytes(old));
    Optional<Schema> after = rivals.values().stream().findFirst();
    if (!before.equals(after)) {
      index.remove(claim.subject(), claim.version());
      after.ifPresent(one -> index.add(claim.version(), one));
    }
    if (rivals.isEmpty()) {
      claims.remove(claim.place());
    }
    if (bytes > capacityBytes) {
      throw new IllegalStateException(
          "the schemas of the topic "
              + topic
              + " take more than the "
              + capacityBytes
              + " bytes that they may; remove some, or allow more");
    }
  }

  /** Everything before this offset was taken. */
  synchronized void reached(long offset) {
    nextOffset = Math.max(nextOffset, offset);
    notifyAll();
  }

  /** There is nothing more to come. */
  synchronized void ended(String why) {
    problem = Optional.of(why);
    notifyAll();
  }

  synchronized Optional<String> problem() {
    return problem;
  }

  /**
   * Waits until the record at an offset was taken.
   *
   * @return false if that did not happen in time
   */
  synchronized boolean await(long offset, long deadlineNanos) throws InterruptedException {
    while (nextOffset <= offset && problem.isEmpty()) {
      long left = deadlineNanos - System.nanoTime();
      if (left <= 0) {
        return false;
      }
      TimeUnit.NANOSECONDS.timedWait(this, left);
    }
    return nextOffset > offset;
  }

  /** Whether a claim is the first one to its version. */
  synchronized boolean holds(SchemaClaim claim) {
    return Optional.ofNullable(claims.get(claim.place()))
        .flatMap(rivals -> rivals.keySet().stream().findFirst())
        .filter(claim.id()::equals)
        .isPresent();
  }

  synchronized boolean hasRoom(long more) {
    return bytes + more <= capacityBytes;
  }
}
