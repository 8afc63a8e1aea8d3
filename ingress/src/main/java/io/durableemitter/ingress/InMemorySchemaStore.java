package io.durableemitter.ingress;

import static java.util.concurrent.CompletableFuture.completedFuture;

import io.durableemitter.api.internal.config.Ranges;
import io.durableemitter.proto.common.RegisteredSchema;
import io.durableemitter.proto.common.Schema;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Keeps schemas in memory: they are gone with the process. Safe for concurrent use. */
public final class InMemorySchemaStore implements SchemaStore {

  /** The most memory for schemas unless another is given. */
  public static final long DEFAULT_CAPACITY_BYTES = 32L << 20;

  private final SchemaIndex index = new SchemaIndex();
  private final long capacityBytes;

  /** A store of {@link #DEFAULT_CAPACITY_BYTES}. */
  public InMemorySchemaStore() {
    this(DEFAULT_CAPACITY_BYTES);
  }

  /**
   * A store.
   *
   * @param capacityBytes the most memory that the schemas take, 1 MiB to 1 TiB
   */
  public InMemorySchemaStore(long capacityBytes) {
    Ranges.between("capacityBytes", capacityBytes, 1L << 20, 1L << 40);
    this.capacityBytes = capacityBytes;
  }

  @Override
  public CompletionStage<List<RegisteredSchema>> register(List<Schema> schemas) {
    try {
      SchemaRules.check(schemas);
      return completedFuture(add(schemas));
    } catch (SchemaStoreException e) {
      return CompletableFuture.failedFuture(e);
    }
  }

  private List<RegisteredSchema> add(List<Schema> schemas) {
    synchronized (index) {
      long more =
          schemas.stream()
              .filter(schema -> index.versionOf(schema).isEmpty())
              .mapToLong(SchemaIndex::bytes)
              .sum();
      if (index.bytes() + more > capacityBytes) {
        throw new SchemaStoreException(
            SchemaStoreException.Reason.FULL,
            "the store of schemas is full: they may take " + capacityBytes + " bytes");
      }
      List<RegisteredSchema> registered = new ArrayList<>(schemas.size());
      for (Schema schema : schemas) {
        registered.add(
            RegisteredSchema.newBuilder()
                .setSubject(schema.getSubject())
                .setVersion(versionOf(schema))
                .build());
      }
      return registered;
    }
  }

  private int versionOf(Schema schema) {
    OptionalInt known = index.versionOf(schema);
    if (known.isPresent()) {
      return known.getAsInt();
    }
    int next = index.latest(schema.getSubject()).map(StoredSchema::version).orElse(0) + 1;
    index.add(next, schema);
    return next;
  }

  @Override
  public CompletionStage<Optional<StoredSchema>> latest(String subject) {
    return completedFuture(index.latest(subject));
  }

  @Override
  public CompletionStage<Optional<StoredSchema>> version(String subject, int version) {
    return completedFuture(index.version(subject, version));
  }

  @Override
  public String description() {
    return "memory: up to " + capacityBytes + " bytes of schemas, gone with the process";
  }
}
