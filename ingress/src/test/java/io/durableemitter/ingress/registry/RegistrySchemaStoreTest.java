package io.durableemitter.ingress.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.durableemitter.ingress.SchemaStoreException;
import io.durableemitter.ingress.SchemaStoreException.Reason;
import io.durableemitter.ingress.StoredSchema;
import io.durableemitter.proto.common.RegisteredSchema;
import io.durableemitter.proto.common.Schema;
import io.durableemitter.proto.common.SchemaReference;
import io.durableemitter.proto.common.SchemaType;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class RegistrySchemaStoreTest {

  private final RegistryStub registry = new RegistryStub();
  private final RegistrySchemaStore store = RegistrySchemaStore.builder(registry.uri()).build();

  @TempDir private Path folder = Path.of("");

  @AfterEach
  void close() {
    store.close();
    registry.close();
  }

  @Test
  void registersWithFormatAndReferencesAndFindsThemAgain() {
    Schema json = schema("s/ä b", SchemaType.JSON, "{}");
    Schema avro =
        schema("t", SchemaType.AVRO, "\"string\"").toBuilder()
            .addReferences(
                SchemaReference.newBuilder().setName("n").setSubject("s/ä b").setVersion(1))
            .build();
    assertThat(register(json, avro, schema("t", SchemaType.PROTOBUF, "x"), avro))
        .containsExactly(1, 1, 2, 1);
    assertThat(registry.questions)
        .startsWith(
            "POST /base/subjects/s%2F%C3%A4%20b/versions", "POST /base/subjects/s%2F%C3%A4%20b");
    assertThat(store.version("t", 1).toCompletableFuture().join())
        .contains(new StoredSchema(1, avro));
    assertThat(store.latest("t").toCompletableFuture().join())
        .contains(new StoredSchema(2, schema("t", SchemaType.PROTOBUF, "x")));
    assertThat(store.latest("none").toCompletableFuture().join()).isEmpty();
  }

  @Test
  void asksNoMoreThanItMust() {
    registry.tellsVersions = true;
    register(schema("s", SchemaType.JSON, "1"));
    assertThat(registry.questions).as("it told the version").hasSize(1);
    for (int i = 0; i < 5; i++) {
      assertThat(store.latest("s").toCompletableFuture().join()).isPresent();
      assertThat(store.latest("none").toCompletableFuture().join()).isEmpty();
      assertThat(store.version("s", 1).toCompletableFuture().join()).isPresent();
    }
    assertThat(registry.questions).as("one question each").hasSize(4);
    register(schema("s", SchemaType.JSON, "2"));
    assertThat(store.latest("s").toCompletableFuture().join().orElseThrow().version())
        .as("what was registered here is known")
        .isEqualTo(2);
  }

  @Test
  void whatTheRegistryAnswersIsToldWithItsWords() {
    String told = "{\"error_code\":42201,\"message\":\"Invalid\\nschema\"}";
    assertFails(422, told, Reason.INVALID, "refuses the schema, HTTP 422: Invalid\\u000aschema");
    assertFails(409, "{}", Reason.INVALID, "the registry refuses the schema, HTTP 409");
    assertFails(401, "", Reason.UNAVAILABLE, "the registry refuses the credentials, HTTP 401");
    assertFails(500, "<html>", Reason.UNAVAILABLE, "the registry fails, HTTP 500");
    assertFails(302, "", Reason.UNAVAILABLE, "the registry fails, HTTP 302");
    assertFails(200, "[]", Reason.UNAVAILABLE, "the registry's answer has no version");
    registry.fault = Optional.of(RegistryStub.status(200, "{\"version\":1,\"schema\":3}"));
    assertThatThrownBy(() -> join(store.latest("other")))
        .hasMessageContaining("the registry's answer has no version, no schema");
  }

  private void assertFails(int status, String body, Reason reason, String message) {
    registry.fault = Optional.of(RegistryStub.status(status, body));
    assertThatThrownBy(() -> register(schema("s", SchemaType.JSON, "1")))
        .cause()
        .isInstanceOfSatisfying(
            SchemaStoreException.class, e -> assertThat(e.reason()).isEqualTo(reason))
        .hasMessageContaining(message);
  }

  @Test
  void aLookupThatFailedIsMadeAgain() {
    registry.fault = Optional.of(RegistryStub.status(503, ""));
    assertThatThrownBy(() -> join(store.latest("s"))).hasMessageContaining("HTTP 503");
    registry.fault = Optional.empty();
    assertThat(join(store.latest("s"))).isEmpty();
  }

  @Test
  void aRegistryThatIsSlowFailsInTimeAndManyWhoAskDoNotPileUp() {
    registry.fault = Optional.of(registry::hang);
    RegistrySchemaStore hasty =
        RegistrySchemaStore.builder(registry.uri()).timeout(Duration.ofSeconds(1)).build();
    List<CompletionStage<Optional<StoredSchema>>> lookups = new ArrayList<>();
    for (int i = 0; i < 60; i++) {
      lookups.add(hasty.latest("s" + i));
      lookups.add(hasty.latest("s" + i));
    }
    assertThatThrownBy(() -> join(lookups.get(0))).hasMessageContaining("no answer within 1000 ms");
    assertThatThrownBy(() -> join(lookups.get(1))).hasMessageContaining("no answer within 1000 ms");
    assertThatThrownBy(() -> join(lookups.get(119)))
        .hasMessageContaining("too many questions to the registry");
    registry.fault =
        Optional.of(
            exchange -> {
              exchange.sendResponseHeaders(200, 1_000);
              exchange.getResponseBody().write('{');
              exchange.getResponseBody().flush();
              registry.hang(exchange);
            });
    assertThatThrownBy(() -> join(hasty.latest("slowly")))
        .as("who has begun to answer is slow, too")
        .hasMessageContaining("no answer within 1000 ms");
  }

  @Test
  void anAnswerWithoutEndIsNotReadToItsEnd() {
    registry.fault =
        Optional.of(
            exchange -> {
              exchange.sendResponseHeaders(200, 0);
              byte[] some = new byte[1 << 16];
              for (int i = 0; i < 100_000; i++) {
                exchange.getResponseBody().write(some);
              }
            });
    assertThatThrownBy(() -> join(store.latest("s")))
        .hasMessageContaining("its answer is longer than 4194304 bytes");
  }

  @Test
  void aRegistryThatIsNotThereIsNamed() {
    registry.close();
    assertThatThrownBy(() -> register(schema("s", SchemaType.JSON, "1")))
        .hasMessageContaining("the registry at " + registry.uri() + " fails: ");
  }

  @Test
  void credentialsAreReadFromTheFileEachTime() throws Exception {
    Path file = Files.writeString(folder.resolve("credentials"), "me:secret\n");
    RegistrySchemaStore basic =
        RegistrySchemaStore.builder(registry.uri())
            .credentials(RegistryCredentials.basic(file))
            .build();
    join(basic.latest("a"));
    Files.writeString(file, "me:changed\n");
    join(basic.latest("b"));
    join(
        RegistrySchemaStore.builder(registry.uri())
            .credentials(RegistryCredentials.bearer(file))
            .build()
            .latest("c"));
    assertThat(registry.authorizations)
        .containsExactly("Basic bWU6c2VjcmV0", "Basic bWU6Y2hhbmdlZA==", "Bearer me:changed");
    Files.delete(file);
    assertThatThrownBy(() -> join(basic.latest("d")))
        .hasMessageContaining("the credentials for the schema registry in " + file);
  }

  @Test
  void settingsThatCannotBeRightAreNamed() throws Exception {
    for (String wrong : List.of("registry:8081", "ftp://x", "http://u:p@x", "http://x?y", "/x")) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> RegistrySchemaStore.builder(URI.create(wrong)))
          .withMessageContaining("must be http or https, with a host");
    }
    assertThatIllegalArgumentException()
        .isThrownBy(() -> RegistryCredentials.basic(folder.resolve("none")))
        .withMessageContaining("none cannot be used");
    Path token = Files.writeString(folder.resolve("token"), "abc");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> RegistryCredentials.basic(token))
        .withMessageContaining("must have the form user:password");
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                RegistrySchemaStore.builder(URI.create("http://192.0.2.1:8081"))
                    .credentials(RegistryCredentials.bearer(token)))
        .withMessage(
            "credentials are not sent to a schema registry by plain HTTP; give an https URL");
  }

  private List<Integer> register(Schema... schemas) {
    return join(store.register(List.of(schemas))).stream()
        .map(RegisteredSchema::getVersion)
        .toList();
  }

  private static <T> T join(CompletionStage<T> stage) {
    return stage.toCompletableFuture().orTimeout(30, TimeUnit.SECONDS).join();
  }

  private static Schema schema(String subject, SchemaType format, String text) {
    return Schema.newBuilder().setSubject(subject).setFormat(format).setSchema(text).build();
  }
}
