package io.durableemitter.ingress.schemas;

import static io.durableemitter.proto.PublishErrorCode.PUBLISH_ERROR_CODE_SCHEMA_MISSING;
import static io.durableemitter.proto.PublishErrorCode.PUBLISH_ERROR_CODE_VALIDATION_FAILED;

import com.google.protobuf.ByteString;
import io.cloudevents.v1.proto.CloudEvent;
import io.durableemitter.api.internal.text.ForeignText;
import io.durableemitter.ingress.EventChecker;
import io.durableemitter.ingress.EventOutcome.Refused;
import io.durableemitter.ingress.SchemaStore;
import io.durableemitter.ingress.StoredSchema;
import io.durableemitter.proto.PublishErrorCode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * Refuses events whose data is not as their schema says, or that have none. The schema of an event
 * is the newest version of the subject that a rule names, or the version in the event's attribute
 * {@code schemaversion}. Safe for concurrent use.
 */
public final class SchemaChecker implements EventChecker {

  /** The rule unless another is given: the subjects that Chip Ingress has. */
  public static final String DEFAULT_RULE = "{source}-{type}";

  private static final String VERSION = "schemaversion";
  private static final int LONGEST_SHOWN = 200;

  private final SchemaStore store;
  private final SubjectRule rule;
  private final SchemaCompiler compiler;

  private record Key(String subject, int version) {
    String text() {
      return ForeignText.oneLine(subject, LONGEST_SHOWN)
          + (version == 0 ? "" : ", version " + version);
    }
  }

  /** What events of a key are held against, or why they cannot be. */
  private record Found(Optional<CompiledSchema> schema, String problem) {}

  /**
   * A checker.
   *
   * @param store where schemas are looked up
   * @param rule the subject of an event's schema: a text in which a name in braces stands for the
   *     attribute of that name, such as {@value #DEFAULT_RULE} or <code>{dataschema}</code>
   * @throws IllegalArgumentException if it is no such text
   */
  public SchemaChecker(SchemaStore store, String rule) {
    this.store = store;
    this.rule = new SubjectRule(rule);
    this.compiler = new SchemaCompiler(store);
  }

  @Override
  public CompletionStage<List<Optional<Refused>>> check(List<CloudEvent> events) {
    Map<Key, CompletableFuture<Found>> schemas = new HashMap<>();
    List<Optional<Key>> keys = new ArrayList<>(events.size());
    for (CloudEvent event : events) {
      Optional<Key> key = key(event);
      key.ifPresent(one -> schemas.computeIfAbsent(one, this::find));
      keys.add(key);
    }
    return CompletableFuture.allOf(schemas.values().toArray(CompletableFuture[]::new))
        .thenApply(
            done -> {
              List<Optional<Refused>> faults = new ArrayList<>(events.size());
              for (int i = 0; i < events.size(); i++) {
                CloudEvent event = events.get(i);
                faults.add(
                    keys.get(i)
                        .map(key -> fault(event, key, schemas.get(key)))
                        .orElseGet(
                            () ->
                                missing(
                                    "it lacks an attribute that names its schema by "
                                        + rule.template()
                                        + ", or its schemaversion is none")));
              }
              return faults;
            });
  }

  private Optional<Key> key(CloudEvent event) {
    Optional<String> subject = rule.of(event);
    if (!event.containsAttributes(VERSION)) {
      return subject.map(name -> new Key(name, 0));
    }
    return SubjectRule.text(event, VERSION)
        .filter(text -> text.matches("[1-9]\\d{0,8}"))
        .flatMap(text -> subject.map(name -> new Key(name, Integer.parseInt(text))));
  }

  private CompletableFuture<Found> find(Key key) {
    CompletionStage<Optional<StoredSchema>> stored =
        key.version() == 0
            ? store.latest(key.subject())
            : store.version(key.subject(), key.version());
    return stored
        .thenCompose(
            found ->
                found.isEmpty()
                    ? CompletableFuture.completedFuture(
                        new Found(Optional.empty(), "there is no schema of " + key.text()))
                    : compiler
                        .compiled(found.get().schema())
                        .thenApply(made -> new Found(Optional.of(made), "")))
        .exceptionally(
            error -> {
              Throwable cause = error.getCause() == null ? error : error.getCause();
              if (cause instanceof UnusableSchemaException e) {
                return new Found(
                    Optional.empty(),
                    "the schema of " + key.text() + " cannot be used: " + e.getMessage());
              }
              throw new CompletionException(cause);
            })
        .toCompletableFuture();
  }

  private static Optional<Refused> fault(
      CloudEvent event, Key key, @Nullable CompletableFuture<Found> found) {
    Found schema = found == null ? new Found(Optional.empty(), "") : found.join();
    if (schema.schema().isEmpty()) {
      return missing(schema.problem());
    }
    return schema
        .schema()
        .get()
        .fault(event, data(event).toByteArray())
        .map(
            why ->
                refused(
                    PUBLISH_ERROR_CODE_VALIDATION_FAILED,
                    "its data is not as the schema of " + key.text() + " says: " + why));
  }

  /** Whichever field it is in: clients put data of any kind into an Any. */
  private static ByteString data(CloudEvent event) {
    return switch (event.getDataCase()) {
      case BINARY_DATA -> event.getBinaryData();
      case TEXT_DATA -> event.getTextDataBytes();
      case PROTO_DATA -> event.getProtoData().getValue();
      case DATA_NOT_SET -> ByteString.EMPTY;
    };
  }

  private static Optional<Refused> missing(String why) {
    return Optional.of(refused(PUBLISH_ERROR_CODE_SCHEMA_MISSING, why));
  }

  private static Refused refused(PublishErrorCode code, String why) {
    return new Refused(code, why);
  }
}
