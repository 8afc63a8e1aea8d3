package io.durableemitter.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.cloudevents.v1.proto.CloudEvent;
import io.durableemitter.broker.KafkaBrokers;
import io.durableemitter.chipingress.ChipIngressClient;
import io.durableemitter.proto.PublishErrorCode;
import io.durableemitter.proto.PublishResult;
import io.durableemitter.proto.common.Schema;
import io.durableemitter.proto.common.SchemaType;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Schemas at {@code ingress}, as a user starts it. */
@Timeout(180)
class IngressSchemasTest {

  private static final ObjectMapper JSON = new ObjectMapper();

  @Test
  void whatIsRegisteredAtOneIngressChecksTheEventsOfAnother() throws Exception {
    try (KafkaBrokers brokers = KafkaBrokers.builder().start()) {
      String topic = "kafka:" + brokers.bootstrapServers() + "/chip-schemas";
      Process first = start(topic);
      try (ChipIngressClient client = client(first)) {
        Schema schema =
            Schema.newBuilder()
                .setSubject("shop-order")
                .setFormat(SchemaType.JSON)
                .setSchema("{\"type\":\"object\"}")
                .build();
        assertThat(client.registerSchemas(List.of(schema)).get(0).getVersion()).isEqualTo(1);
      } finally {
        first.destroyForcibly();
      }
      Process second = start(topic);
      try (ChipIngressClient client = client(second)) {
        List<PublishResult> results =
            client
                .publishBatch(
                    List.of(event("order", "{}"), event("order", "[]"), event("other", "{}")),
                    false)
                .getResultsList();
        assertThat(results.get(0).hasError()).isFalse();
        assertThat(results.get(1).getError().getErrorCode())
            .isEqualTo(PublishErrorCode.PUBLISH_ERROR_CODE_VALIDATION_FAILED);
        assertThat(results.get(1).getError().getReason())
            .isEqualTo(
                "its data is not as the schema of shop-order says: at its root it is not as type"
                    + " asks");
        assertThat(results.get(2).getError().getErrorCode())
            .isEqualTo(PublishErrorCode.PUBLISH_ERROR_CODE_SCHEMA_MISSING);
      } finally {
        second.destroyForcibly();
      }
    }
  }

  private static Process start(String topic) throws IOException {
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-cp",
            System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
            "io.durableemitter.cli.Main",
            "ingress",
            "--port",
            "0",
            "--no-control",
            "--json",
            "--exit-with-stdin",
            "--schema-topic",
            topic,
            "--validate-schemas")
        .redirectError(ProcessBuilder.Redirect.INHERIT)
        .start();
  }

  /** When it listens. */
  private static ChipIngressClient client(Process ingress) throws IOException {
    BufferedReader out =
        new BufferedReader(new InputStreamReader(ingress.getInputStream(), StandardCharsets.UTF_8));
    String line = out.readLine();
    assertThat(line).as("the ingress has ended").isNotNull();
    int port = JSON.readTree(line).get("port").asInt();
    return ChipIngressClient.builder("127.0.0.1:" + port).plaintext().build();
  }

  private static CloudEvent event(String type, String json) {
    return CloudEvent.newBuilder()
        .setId(type + json)
        .setSource("shop")
        .setType(type)
        .setSpecVersion("1.0")
        .setTextData(json)
        .build();
  }
}
