package io.durableemitter.ingress.schemas;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.Any;
import com.google.protobuf.ByteString;
import io.cloudevents.v1.proto.CloudEvent;
import io.cloudevents.v1.proto.CloudEvent.CloudEventAttributeValue;
import io.durableemitter.ingress.EventOutcome.Refused;
import io.durableemitter.ingress.InMemorySchemaStore;
import io.durableemitter.proto.common.Schema;
import io.durableemitter.proto.common.SchemaReference;
import io.durableemitter.proto.common.SchemaType;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class SchemaCheckerTest {

  private static final String ORDER =
      """
      {"type": "object", "required": ["id"],
       "properties": {"id": {"type": "string", "pattern": "^[A-Z]{2}-[0-9]{4}$"},
                      "items": {"type": "array", "items": {"$ref": "item.json"}}}}
      """;

  private final CheckedSchemaStore store = new CheckedSchemaStore(new InMemorySchemaStore());
  private final SchemaChecker checker = new SchemaChecker(store, SchemaChecker.DEFAULT_RULE);

  @Test
  void jsonIsCheckedWithWhatItsSchemaRefersTo() {
    register("item", SchemaType.JSON, "{\"type\":\"integer\"}");
    register("shop-order", SchemaType.JSON, ORDER, reference("item.json", "item"));
    assertThat(faultOf("{\"id\":\"AB-1234\",\"items\":[1,2]}")).isEmpty();
    assertThat(faultOf("{\"id\":\"secret\"}"))
        .contains(
            "VALIDATION_FAILED its data is not as the schema of shop-order says: at /id it is not"
                + " as pattern asks");
    assertThat(faultOf("{\"id\":\"AB-1234\",\"items\":[1,\"secret\"]}"))
        .hasValueSatisfying(
            text -> assertThat(text).contains("at /items/1 it is not as type asks"));
    assertThat(faultOf("{}")).hasValueSatisfying(text -> assertThat(text).contains("required"));
    assertThat(faultOf("{\"id\":"))
        .hasValueSatisfying(text -> assertThat(text).contains("it is no JSON"));
    assertThat(faultOf("[".repeat(101) + "]".repeat(101)))
        .hasValueSatisfying(text -> assertThat(text).contains("deeper than 100 levels"));
  }

  @Test
  void avroIsCheckedToItsLastByte() {
    register(
        "shop-order",
        SchemaType.AVRO,
        """
        {"type": "record", "name": "Order", "fields": [
          {"name": "id", "type": "string"},
          {"name": "lines", "type": {"type": "array", "items": ["null", "int"]}}]}
        """);
    assertThat(faultOf(bytes(4, 'a', 'b', 2, 2, 14, 0))).isEmpty();
    assertThat(faultOf(bytes(4, 'a', 'b', 2, 6, 14, 0)))
        .contains(
            "VALIDATION_FAILED its data is not as the schema of shop-order says: at lines.[] it is"
                + " not as its schema says, or ends too early");
    assertThat(faultOf(bytes(4, 'a')))
        .hasValueSatisfying(text -> assertThat(text).contains("at id it is not"));
    assertThat(faultOf(bytes(4, 'a', 'b', 0, 1)))
        .hasValueSatisfying(text -> assertThat(text).contains("there is more data"));
  }

  @Test
  void protobufIsCheckedByTheMessageThatTheEventNames() {
    register(
        "money",
        SchemaType.PROTOBUF,
        "syntax = \"proto3\"; package shop; message Money { int64 cents = 1; }");
    register(
        "shop-order",
        SchemaType.PROTOBUF,
        """
        syntax = "proto3";
        package shop;
        import "shop/money.proto";
        import "google/protobuf/timestamp.proto";
        message First { string id = 1; Money price = 2; google.protobuf.Timestamp at = 3; }
        message Second { int32 count = 1; }
        """,
        reference("shop/money.proto", "money"));
    assertThat(faultOf(bytes(10, 1, 'a', 18, 2, 8, 5))).isEmpty();
    assertThat(faultOf(bytes(10, 1, 'a', 18, 2, 16, 5)))
        .contains(
            "VALIDATION_FAILED its data is not as the schema of shop-order says: at First.price it"
                + " has a field 2 that its schema has not");
    assertThat(faultOf(bytes(10, 9, 'a')))
        .hasValueSatisfying(text -> assertThat(text).endsWith("it is no shop.First"));
    CloudEvent second =
        event(ByteString.EMPTY).toBuilder()
            .setProtoData(
                Any.newBuilder()
                    .setTypeUrl("type.googleapis.com/shop.Second")
                    .setValue(ByteString.copyFrom(new byte[] {8, 5})))
            .build();
    assertThat(faultOf(second)).isEmpty();
  }

  @Test
  void anEventWithoutASchemaIsRefusedAndMayNameAVersion() {
    assertThat(faultOf("{}")).contains("SCHEMA_MISSING there is no schema of shop-order");
    register("shop-order", SchemaType.JSON, "{\"type\":\"object\"}");
    register("shop-order", SchemaType.JSON, "{\"type\":\"array\"}");
    assertThat(faultOf("{}")).as("the newest").isPresent();
    assertThat(faultOf(versioned("1"))).isEmpty();
    assertThat(faultOf(versioned("7")))
        .contains("SCHEMA_MISSING there is no schema of shop-order, version 7");
    assertThat(faultOf(versioned("x")))
        .hasValueSatisfying(text -> assertThat(text).contains("its schemaversion is none"));
  }

  @Test
  void theRuleMayBeAnother() {
    SchemaChecker byName = new SchemaChecker(store, "{dataschema}");
    register("urn:one", SchemaType.JSON, "true");
    CloudEvent bare = event(ByteString.copyFromUtf8("1"));
    CloudEvent named =
        bare.toBuilder()
            .putAttributes(
                "dataschema", CloudEventAttributeValue.newBuilder().setCeUri("urn:one").build())
            .build();
    List<Optional<Refused>> faults = join(byName.check(List.of(named, bare)));
    assertThat(faults.get(0)).isEmpty();
    assertThat(faults.get(1).orElseThrow().reason())
        .contains("lacks an attribute that names its schema by {dataschema}");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new SchemaChecker(store, "{Type}"))
        .withMessageContaining("such as {source}-{type}, but is '{Type}'");
  }

  @Test
  void aSchemaThatCannotBeUsedIsNotRegistered() {
    assertRefused(SchemaType.JSON, "{", "it is no JSON");
    assertRefused(SchemaType.JSON, "3", "neither an object nor a boolean");
    assertRefused(SchemaType.AVRO, "{\"type\":\"nope\"}", "it is no schema of Avro");
    assertRefused(SchemaType.PROTOBUF, "message {", "it is no file of Protocol Buffers");
    assertRefused(SchemaType.PROTOBUF, "syntax = \"proto3\";", "it has no message");
    assertThatThrownBy(
            () -> register("s", SchemaType.JSON, "true", reference("other", "not there")))
        .hasMessageContaining("it refers to version 1 of not there, which is not registered");
    assertThat(join(store.latest("s"))).isEmpty();
  }

  private void assertRefused(SchemaType format, String text, String why) {
    assertThatThrownBy(() -> register("s", format, text))
        .hasMessageContaining("the schema of s cannot be used: ")
        .hasMessageContaining(why);
  }

  private void register(
      String subject, SchemaType format, String text, SchemaReference... references) {
    var unused =
        join(
            store.register(
                List.of(
                    Schema.newBuilder()
                        .setSubject(subject)
                        .setFormat(format)
                        .setSchema(text)
                        .addAllReferences(List.of(references))
                        .build())));
  }

  private static SchemaReference reference(String name, String subject) {
    return SchemaReference.newBuilder().setName(name).setSubject(subject).setVersion(1).build();
  }

  private static CloudEvent versioned(String version) {
    return event(ByteString.copyFromUtf8("{}")).toBuilder()
        .putAttributes(
            "schemaversion", CloudEventAttributeValue.newBuilder().setCeString(version).build())
        .build();
  }

  private static ByteString bytes(int... values) {
    byte[] bytes = new byte[values.length];
    for (int i = 0; i < values.length; i++) {
      bytes[i] = (byte) values[i];
    }
    return ByteString.copyFrom(bytes);
  }

  private static CloudEvent event(ByteString data) {
    return CloudEvent.newBuilder()
        .setId("1")
        .setSource("shop")
        .setType("order")
        .setSpecVersion("1.0")
        .setBinaryData(data)
        .build();
  }

  private Optional<String> faultOf(String json) {
    return faultOf(ByteString.copyFromUtf8(json));
  }

  private Optional<String> faultOf(ByteString data) {
    return faultOf(event(data));
  }

  private Optional<String> faultOf(CloudEvent event) {
    return join(checker.check(List.of(event)))
        .get(0)
        .map(
            refused ->
                refused.code().name().replace("PUBLISH_ERROR_CODE_", "") + " " + refused.reason());
  }

  private static <T> T join(CompletionStage<T> stage) {
    return stage.toCompletableFuture().orTimeout(30, TimeUnit.SECONDS).join();
  }
}
