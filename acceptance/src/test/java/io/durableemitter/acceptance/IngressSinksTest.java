package io.durableemitter.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.cloudevents.v1.proto.CloudEvent;
import io.durableemitter.chaos.check.Eventually;
import io.durableemitter.chaos.child.ChildProcess;
import io.durableemitter.chipingress.ChipIngressClient;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Where {@code ingress} puts events, as a user starts it. */
@Timeout(180)
class IngressSinksTest {

  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir private Path folder = Path.of("");

  @Test
  void theDemoReadsBackFromKafkaWhatItEmitted() throws Exception {
    try (ChildProcess demo =
        Commands.start(
            folder, "demo", "--sink", "kafka", "--json", "--events", "500", "--callers", "8")) {
      assertThat(demo.awaitExit()).as(demo.text()).isZero();
      JsonNode report = JSON.readTree(Commands.lastLineOf(demo));
      assertThat(report.get("emitted").asInt()).isEqualTo(500);
      assertThat(report.get("readFromKafka").asInt()).isEqualTo(500);
      assertThat(report.get("lost").asInt()).isZero();
    }
  }

  @Test
  void standardOutputHasTheEventsAndNothingElseAndWithoutAReaderTheIngressEnds() throws Exception {
    Path errors = folder.resolve("errors");
    Process ingress =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty(
                    "surefire.test.class.path", System.getProperty("java.class.path")),
                "io.durableemitter.cli.Main",
                "ingress",
                "--sink",
                "stdout",
                "--port",
                "0",
                "--no-control",
                "--json",
                "--exit-with-stdin")
            .redirectError(errors.toFile())
            .start();
    BufferedReader out =
        new BufferedReader(new InputStreamReader(ingress.getInputStream(), StandardCharsets.UTF_8));
    try {
      Eventually.holds(() -> read(errors), () -> read(errors).contains("\"port\":"));
      int port =
          JSON.readTree(
                  read(errors)
                      .lines()
                      .filter(line -> line.startsWith("{"))
                      .findFirst()
                      .orElseThrow())
              .get("port")
              .asInt();
      try (ChipIngressClient client =
          ChipIngressClient.builder("127.0.0.1:" + port).plaintext().build()) {
        client.publish(event("1"));
        assertThat(JSON.readTree(out.readLine()).get("id").asText()).isEqualTo("1");
        out.close();
        Eventually.holds(() -> "calls are answered", () -> fails(client));
      }
      assertThat(ingress.waitFor(60, TimeUnit.SECONDS)).isTrue();
      assertThat(ingress.exitValue()).isEqualTo(1);
      assertThat(read(errors))
          .contains("cannot write to the standard output")
          .contains("Broken pipe; the ingress ends");
    } finally {
      ingress.destroyForcibly();
    }
  }

  private static boolean fails(ChipIngressClient client) {
    try {
      client.publish(event("2"));
      return false;
    } catch (RuntimeException expected) {
      return true;
    }
  }

  private static String read(Path file) {
    return SourceRulesTest.read(file);
  }

  private static CloudEvent event(String id) {
    return CloudEvent.newBuilder()
        .setId(id)
        .setSource("s")
        .setType("t")
        .setSpecVersion("1.0")
        .build();
  }
}
