package io.durableemitter.ingress.kafka;

import io.durableemitter.api.internal.log.LogThrottle;
import io.durableemitter.api.internal.log.ThrottledLog;
import io.durableemitter.api.internal.text.ErrorText;
import io.durableemitter.ingress.SchemaIndex;
import io.durableemitter.ingress.SchemaStoreException;
import io.durableemitter.ingress.SchemaStoreException.Reason;
import io.durableemitter.ingress.StoredSchema;
import io.durableemitter.proto.common.RegisteredSchema;
import io.durableemitter.proto.common.Schema;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.jspecify.annotations.Nullable;

/**
 * Registers schemas: claims the next version of each, waits until the own record comes back, and
 * sees whether it was the first. Who lost takes the next version. By one thread.
 */
final class SchemaWriter implements AutoCloseable {

  private static final Duration LONGEST_END = Duration.ofSeconds(1);

  private final String topic;
  private final SchemaLog log;
  private final Duration timeout;
  private final KafkaProducer<byte[], byte[]> producer;
  private final ThrottledLog said = new LogThrottle(System::nanoTime).log(SchemaWriter.class);

  SchemaWriter(String topic, SchemaClients clients, SchemaLog log) {
    this.topic = topic;
    this.log = log;
    this.timeout = clients.timeout();
    this.producer = clients.producer();
  }

  /** The versions, when they are safe. */
  List<RegisteredSchema> register(List<Schema> schemas) throws InterruptedException {
    long deadline = System.nanoTime() + timeout.toNanos();
    while (true) {
      Map<SchemaClaim, Schema> claims = new LinkedHashMap<>();
      List<RegisteredSchema> versions = versions(schemas, claims);
      requireRoom(claims);
      write(claims, deadline);
      List<SchemaClaim> lost = claims.keySet().stream().filter(one -> !log.holds(one)).toList();
      if (lost.isEmpty()) {
        return versions;
      }
      lost.forEach(this::takeBack);
    }
  }

  /** What each schema has or is to get. */
  private List<RegisteredSchema> versions(List<Schema> schemas, Map<SchemaClaim, Schema> claims) {
    Map<String, SchemaIndex> claimed = new HashMap<>();
    List<RegisteredSchema> versions = new ArrayList<>(schemas.size());
    for (Schema schema : schemas) {
      String subject = schema.getSubject();
      SchemaIndex ours = claimed.computeIfAbsent(subject, name -> new SchemaIndex());
      OptionalInt known = log.index().versionOf(schema);
      known = known.isPresent() ? known : ours.versionOf(schema);
      int version =
          known.orElseGet(() -> Math.max(newest(log.index(), subject), newest(ours, subject)) + 1);
      if (known.isEmpty()) {
        ours.add(version, schema);
        claims.put(SchemaClaim.of(schema, version), schema);
      }
      versions.add(RegisteredSchema.newBuilder().setSubject(subject).setVersion(version).build());
    }
    return versions;
  }

  private static int newest(SchemaIndex index, String subject) {
    return index.latest(subject).map(StoredSchema::version).orElse(0);
  }

  private void requireRoom(Map<SchemaClaim, Schema> claims) {
    log.problem()
        .ifPresent(
            why -> {
              throw new SchemaStoreException(Reason.UNAVAILABLE, why);
            });
    if (!log.hasRoom(claims.values().stream().mapToLong(SchemaIndex::bytes).sum())) {
      throw new SchemaStoreException(
          Reason.FULL, "the schemas of the topic " + topic + " take as much memory as they may");
    }
  }

  private void write(Map<SchemaClaim, Schema> claims, long deadline) throws InterruptedException {
    List<Future<RecordMetadata>> sent = new ArrayList<>();
    try {
      claims.forEach((claim, schema) -> sent.add(send(claim, schema.toByteArray())));
      for (Future<RecordMetadata> one : sent) {
        long offset = one.get(left(deadline), TimeUnit.NANOSECONDS).offset();
        if (!log.await(offset, deadline)) {
          throw unavailable(log.problem().orElse("what was written does not come back"), null);
        }
      }
    } catch (ExecutionException e) {
      throw unavailable(ErrorText.message(e.getCause() == null ? e : e.getCause()), e);
    } catch (KafkaException e) {
      throw unavailable(ErrorText.message(e), e);
    } catch (TimeoutException e) {
      throw unavailable("no answer within " + timeout.toMillis() + " ms", e);
    }
  }

  private static long left(long deadline) {
    return Math.max(0, deadline - System.nanoTime());
  }

  private Future<RecordMetadata> send(SchemaClaim claim, byte @Nullable [] value) {
    return producer.send(new ProducerRecord<>(topic, claim.key(), value));
  }

  /** If it fails the claim stays, behind the one that holds, and changes nothing. */
  private void takeBack(SchemaClaim claim) {
    try {
      var unused = send(claim, null);
    } catch (KafkaException e) {
      said.warn("takeBack", "a claim that lost stays in the topic {}: {}", topic, e.getMessage());
    }
  }

  private SchemaStoreException unavailable(String why, @Nullable Exception cause) {
    String message = "the schemas were not written to the topic " + topic + ": " + why;
    return cause == null
        ? new SchemaStoreException(Reason.UNAVAILABLE, message)
        : new SchemaStoreException(Reason.UNAVAILABLE, message, cause);
  }

  @Override
  public void close() {
    producer.close(LONGEST_END);
  }
}
