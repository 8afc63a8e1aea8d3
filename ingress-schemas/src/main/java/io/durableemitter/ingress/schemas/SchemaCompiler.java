package io.durableemitter.ingress.schemas;

import static java.util.concurrent.CompletableFuture.completedFuture;

import io.durableemitter.api.internal.log.LogThrottle;
import io.durableemitter.api.internal.log.ThrottledLog;
import io.durableemitter.api.internal.text.ForeignText;
import io.durableemitter.ingress.SchemaIndex;
import io.durableemitter.ingress.SchemaStore;
import io.durableemitter.ingress.StoredSchema;
import io.durableemitter.proto.common.Schema;
import io.durableemitter.proto.common.SchemaReference;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Makes schemas usable, with all that they refer to, and keeps some. Safe for concurrent use. */
final class SchemaCompiler {

  private static final int MOST_REFERENCES = 100;
  private static final long MOST_REFERENCE_BYTES = 4L << 20;
  private static final long MOST_KEPT_BYTES = 64L << 20;
  private static final int LONGEST_SHOWN = 200;

  private final SchemaStore store;
  private final ThrottledLog log = new LogThrottle(System::nanoTime).log(SchemaCompiler.class);
  private final Map<Schema, CompiledSchema> kept = new LinkedHashMap<>(16, 0.75f, true);
  private long keptBytes;

  SchemaCompiler(SchemaStore store) {
    this.store = store;
  }

  /** References name versions, which never change: equal schemas are the same for good. */
  CompletionStage<CompiledSchema> compiled(Schema schema) {
    Optional<CompiledSchema> known = known(schema);
    if (known.isPresent()) {
      return completedFuture(known.get());
    }
    return compile(schema)
        .thenApply(
            made -> {
              keep(schema, made);
              return made;
            });
  }

  /**
   * Compiles, without keeping.
   *
   * @return fails with an {@link UnusableSchemaException}
   */
  CompletionStage<CompiledSchema> compile(Schema schema) {
    return new References(schema).next().thenApply(references -> safe(compile(schema, references)));
  }

  private static CompiledSchema compile(Schema schema, List<Referenced> references) {
    return switch (schema.getFormat()) {
      case JSON -> JsonSchemas.compile(schema.getSchema(), references);
      case AVRO -> AvroSchemas.compile(schema.getSchema(), references);
      case PROTOBUF -> ProtobufSchemas.compile(schema.getSchema(), references);
      case UNRECOGNIZED -> throw new UnusableSchemaException("its format is not known");
    };
  }

  /** Libraries meet schemas and data that nobody has thought of; other events must not suffer. */
  private CompiledSchema safe(CompiledSchema schema) {
    return (event, data) -> {
      try {
        return schema.fault(event, data);
      } catch (RuntimeException e) {
        log.warn("check", "an event cannot be checked by its schema: {}", e.getClass().getName());
        return Optional.of("it cannot be checked");
      }
    };
  }

  private synchronized Optional<CompiledSchema> known(Schema schema) {
    return Optional.ofNullable(kept.get(schema));
  }

  private synchronized void keep(Schema schema, CompiledSchema made) {
    if (kept.put(schema, made) == null) {
      keptBytes += weight(schema);
    }
    Iterator<Schema> eldest = kept.keySet().iterator();
    while (keptBytes > MOST_KEPT_BYTES && eldest.hasNext()) {
      keptBytes -= weight(eldest.next());
      eldest.remove();
    }
  }

  /** A schema that is ready for use is several times as large as its text. */
  private static long weight(Schema schema) {
    return 10_000 + 4 * SchemaIndex.bytes(schema);
  }

  /** Looks up what a schema refers to, and what that refers to, one after the other. */
  private final class References {

    private final Deque<SchemaReference> open = new ArrayDeque<>();
    private final Set<SchemaReference> seen = new HashSet<>();
    private final Deque<Referenced> found = new ArrayDeque<>();
    private long bytes;

    References(Schema schema) {
      add(schema);
    }

    private void add(Schema schema) {
      for (SchemaReference one : schema.getReferencesList()) {
        if (seen.add(one)) {
          open.add(one);
        }
      }
    }

    /** Those that others need come first. */
    CompletionStage<List<Referenced>> next() {
      SchemaReference reference = open.poll();
      if (reference == null) {
        return completedFuture(List.copyOf(found));
      }
      if (seen.size() > MOST_REFERENCES || bytes > MOST_REFERENCE_BYTES) {
        return CompletableFuture.failedFuture(
            new UnusableSchemaException(
                "it refers to more than "
                    + MOST_REFERENCES
                    + " schemas or "
                    + MOST_REFERENCE_BYTES
                    + " bytes of them"));
      }
      return store
          .version(reference.getSubject(), reference.getVersion())
          .thenCompose(
              stored -> {
                Schema schema =
                    stored.map(StoredSchema::schema).orElseThrow(() -> missing(reference));
                bytes += schema.getSerializedSize();
                found.addFirst(new Referenced(reference.getName(), schema));
                add(schema);
                return next();
              });
    }

    private UnusableSchemaException missing(SchemaReference reference) {
      return new UnusableSchemaException(
          "it refers to version "
              + reference.getVersion()
              + " of "
              + ForeignText.oneLine(reference.getSubject(), LONGEST_SHOWN)
              + ", which is not registered");
    }
  }
}
