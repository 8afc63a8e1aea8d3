package io.durableemitter.ingress;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.durableemitter.proto.common.RegisteredSchema;
import io.durableemitter.proto.common.Schema;
import io.durableemitter.proto.common.SchemaReference;
import io.durableemitter.proto.common.SchemaType;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.Test;

class InMemorySchemaStoreTest {

  private final InMemorySchemaStore store = new InMemorySchemaStore(1 << 20);

  @Test
  void aSchemaKeepsItsVersion() {
    assertThat(register(schema("s", "one"))).containsExactly(1);
    assertThat(register(schema("s", "two"), schema("s", "one"), schema("t", "one")))
        .containsExactly(2, 1, 1);
    assertThat(register(schema("s", "one").toBuilder().setFormat(SchemaType.JSON).build()))
        .as("another format is another schema")
        .containsExactly(3);
    assertThat(
            register(
                schema("s", "one").toBuilder()
                    .addReferences(
                        SchemaReference.newBuilder().setName("n").setSubject("t").setVersion(1))
                    .build()))
        .as("so are other references")
        .containsExactly(4);
  }

  @Test
  void findsTheNewestVersionAndEachOne() {
    register(schema("s", "one"), schema("s", "two"));
    assertThat(store.latest("s").toCompletableFuture().join())
        .contains(new StoredSchema(2, schema("s", "two")));
    assertThat(store.version("s", 1).toCompletableFuture().join())
        .contains(new StoredSchema(1, schema("s", "one")));
    assertThat(store.version("s", 3).toCompletableFuture().join()).isEmpty();
    assertThat(store.latest("other").toCompletableFuture().join()).isEmpty();
  }

  @Test
  void isBoundedInBytesAndTakesAllOrNone() {
    String text = "x".repeat(100_000);
    register(schema("s", "1" + text), schema("s", "2" + text), schema("s", "3" + text));
    assertRefused(
        SchemaStoreException.Reason.FULL,
        "the store of schemas is full: they may take 1048576 bytes",
        schema("small", "x"),
        schema("s", "4" + text));
    assertThat(store.latest("small").toCompletableFuture().join()).isEmpty();
    assertThat(register(schema("s", "2" + text))).as("a known one").containsExactly(2);
    assertThat(register(schema("small", "x"))).as("there is room for it").containsExactly(1);
  }

  @Test
  void refusesWhatIsNone() {
    assertInvalid("a schema has no subject", schema("s", "x"), schema("", "x"));
    assertInvalid(
        "the subject of a schema is longer than 1000 characters", schema("s".repeat(1_001), "x"));
    assertInvalid(
        "the schema of s\\u000a has 600007 bytes, more than the 524288 that one may have",
        schema("s\n", "x".repeat(600_000 - 1)));
    assertInvalid(
        "the schema of s has an unknown format; it must be PROTOBUF, AVRO or JSON",
        Schema.newBuilder().setSubject("s").setFormatValue(7).build());
    assertInvalid(
        "the schema of s has a reference without a subject or without a version",
        schema("s", "x").toBuilder()
            .addReferences(SchemaReference.newBuilder().setSubject("t"))
            .build());
    assertInvalid(
        "a call registers at most 100 schemas, not 101",
        Collections.nCopies(101, schema("s", "x")).toArray(Schema[]::new));
    assertThat(store.latest("s").toCompletableFuture().join())
        .as("nothing was registered")
        .isEmpty();
  }

  private void assertInvalid(String message, Schema... schemas) {
    assertRefused(SchemaStoreException.Reason.INVALID, message, schemas);
  }

  private void assertRefused(
      SchemaStoreException.Reason reason, String message, Schema... schemas) {
    assertThatThrownBy(() -> store.register(List.of(schemas)).toCompletableFuture().join())
        .isInstanceOf(CompletionException.class)
        .cause()
        .isInstanceOfSatisfying(
            SchemaStoreException.class, e -> assertThat(e.reason()).isEqualTo(reason))
        .hasMessage(message);
  }

  private List<Integer> register(Schema... schemas) {
    return store.register(List.of(schemas)).toCompletableFuture().join().stream()
        .map(RegisteredSchema::getVersion)
        .toList();
  }

  private static Schema schema(String subject, String text) {
    return Schema.newBuilder().setSubject(subject).setSchema(text).build();
  }
}
