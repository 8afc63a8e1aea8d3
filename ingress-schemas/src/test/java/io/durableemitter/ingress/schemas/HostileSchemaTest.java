package io.durableemitter.ingress.schemas;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import io.cloudevents.v1.proto.CloudEvent;
import io.durableemitter.proto.common.Schema;
import io.durableemitter.proto.common.SchemaType;
import java.io.ByteArrayOutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What a client could register to harm the server. Each would run for hours, or out of memory. */
@Timeout(60)
class HostileSchemaTest {

  @TempDir private Path folder = Path.of("");

  @Test
  void nothingIsFetched() throws Exception {
    AtomicInteger fetched = new AtomicInteger();
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          fetched.incrementAndGet();
          exchange.sendResponseHeaders(200, -1);
          exchange.close();
        });
    server.start();
    try {
      String url = "http://127.0.0.1:" + server.getAddress().getPort() + "/s.json";
      Path file = Files.writeString(folder.resolve("s.json"), "{\"type\":\"string\"}");
      for (String target : List.of(url, file.toUri().toString(), "classpath:draft-07/schema")) {
        assertUseless("{\"$ref\":\"" + target + "\"}");
        assertUseless("{\"$schema\":\"" + target + "\"}");
      }
      assertThat(fetched).hasValue(0);
    } finally {
      server.stop(0);
    }
    assertUnusable(
        SchemaType.PROTOBUF,
        "syntax = \"proto3\"; import \"/etc/passwd\"; message M {}",
        "it imports /etc/passwd, which is none of its references");
  }

  /** Refused, or else nothing is valid by it. */
  private static void assertUseless(String schema) {
    try {
      assertThat(fault(JsonSchemas.compile(schema, List.of()), "1")).as(schema).isPresent();
    } catch (UnusableSchemaException e) {
      assertThat(e).hasMessageContaining("it is no JSON Schema");
    }
  }

  @Test
  void schemasThatDoubleAtEachLevel() {
    String levels =
        IntStream.range(0, 60)
            .mapToObj(
                i ->
                    "\"l%d\":{\"allOf\":[{\"$ref\":\"#/$defs/l%d\"},{\"$ref\":\"#/$defs/l%d\"}]}"
                        .formatted(i, i + 1, i + 1))
            .collect(Collectors.joining(","));
    CompiledSchema schema =
        JsonSchemas.compile(
            "{\"$ref\":\"#/$defs/l0\",\"$defs\":{" + levels + ",\"l60\":true}}", List.of());
    assertThat(fault(schema, "1")).contains("to check it takes too many steps");
  }

  @Test
  void schemasThatContainThemselves() {
    assertThat(fault(JsonSchemas.compile("{\"$ref\":\"#\"}", List.of()), "1"))
        .contains("to check it takes too many steps");
    assertThat(
            fault(
                compile(
                    SchemaType.AVRO,
                    "{\"type\":\"record\",\"name\":\"R\",\"fields\":[{\"name\":\"r\",\"type\":\"R\"}]}"),
                ""))
        .contains("to check it takes too many steps");
  }

  @Test
  void regularExpressionsThatGoBack() {
    CompiledSchema schema = JsonSchemas.compile("{\"pattern\":\"^(a+)+$\"}", List.of());
    assertThat(fault(schema, "\"" + "a".repeat(50_000) + "b\"")).isPresent();
    CompiledSchema names =
        JsonSchemas.compile("{\"patternProperties\":{\"^(a|aa)+$\":false}}", List.of());
    assertThat(fault(names, "{\"" + "a".repeat(40_000) + "b\":1}")).isEmpty();
  }

  @Test
  void regularExpressionsThatGrow() {
    for (String regex :
        List.of("((a{100}){100}){100}", "(((a?){1000}){1000}){1000}", "[]{]{900}{900}{900}")) {
      assertUnusable(SchemaType.JSON, "{\"pattern\":\"" + regex + "\"}", "a regular expression");
    }
    assertThat(RegexSize.of("^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$")).isLessThan(100);
  }

  @Test
  void schemasThatAreDeep() {
    assertUnusable(
        SchemaType.JSON,
        "{\"not\":".repeat(50_000) + "true" + "}".repeat(50_000),
        "deeper than 100");
    assertUnusable(
        SchemaType.AVRO,
        "{\"type\":\"array\",\"items\":".repeat(10_000) + "\"int\"" + "}".repeat(10_000),
        "deeper than 100");
    assertUnusable(
        SchemaType.PROTOBUF, "message M {".repeat(20_000) + "}".repeat(20_000), "deeper than 64");
    assertUnusable(
        SchemaType.PROTOBUF,
        "option x = " + "[".repeat(50_000) + ";message M {}",
        "deeper than 64");
  }

  @Test
  void dataThatClaimsToBeLarge() {
    CompiledSchema nulls = compile(SchemaType.AVRO, "{\"type\":\"array\",\"items\":\"null\"}");
    byte[] billions = {(byte) 0x80, (byte) 0xa8, (byte) 0xd6, (byte) 0xb9, 7, 0};
    assertThat(nulls.fault(CloudEvent.getDefaultInstance(), billions))
        .contains("to check it takes too many steps");
    CompiledSchema text = compile(SchemaType.AVRO, "\"string\"");
    assertThat(text.fault(CloudEvent.getDefaultInstance(), billions))
        .hasValueSatisfying(why -> assertThat(why).contains("ends too early"));
    CompiledSchema tree =
        compile(SchemaType.PROTOBUF, "syntax = \"proto3\"; message Tree { Tree t = 1; }");
    ByteArrayOutputStream deep = new ByteArrayOutputStream();
    for (int i = 0; i < 10_000; i++) {
      deep.write(11);
    }
    assertThat(tree.fault(CloudEvent.getDefaultInstance(), deep.toByteArray())).isPresent();
  }

  private static void assertUnusable(SchemaType format, String text, String why) {
    assertThatThrownBy(() -> compile(format, text))
        .isInstanceOf(UnusableSchemaException.class)
        .hasMessageContaining(why);
  }

  private static CompiledSchema compile(SchemaType format, String text) {
    Schema schema = Schema.newBuilder().setFormat(format).setSchema(text).build();
    return switch (schema.getFormat()) {
      case JSON -> JsonSchemas.compile(text, List.of());
      case AVRO -> AvroSchemas.compile(text, List.of());
      default -> ProtobufSchemas.compile(text, List.of());
    };
  }

  private static Optional<String> fault(CompiledSchema schema, String data) {
    return schema.fault(CloudEvent.getDefaultInstance(), data.getBytes(StandardCharsets.UTF_8));
  }
}
