package io.durableemitter.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import io.durableemitter.chaos.child.ChildProcess;
import io.durableemitter.ingress.FaultPlan;
import io.durableemitter.ingress.IngressServer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Words that are in payloads, headers and passwords only must never be seen in any output. */
@Timeout(180)
class CanaryTest {

  private static final String PAYLOAD = "canary-of-the-payload";
  private static final String SECRET = "canary-of-the-credentials";

  private final IngressServer ingress = IngressServer.builder().build();

  @TempDir private Path folder = Path.of("");
  private Path input = Path.of("");

  @BeforeEach
  void start() throws Exception {
    ingress.start();
    List<String> lines = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      lines.add(
          "{\"specversion\":\"1.0\",\"id\":\"e"
              + i
              + "\",\"source\":\"s\",\"type\":\"t\",\"data\":{\"secret\":\""
              + PAYLOAD
              + "\"}}");
    }
    lines.add("{\"specversion\":\"1.0\",\"data\":\"" + PAYLOAD + "\"");
    lines.add("{\"specversion\":\"1.0\",\"id\":\"x\",\"data\":\"" + PAYLOAD + "\"}");
    input = Files.write(folder.resolve("events.ndjson"), lines);
  }

  @AfterEach
  void stop() {
    ingress.close();
  }

  @Test
  void verboseOutputOfRefusalsAndMalformedInputTellsNothingOfPayloadsAndSecrets() throws Exception {
    ingress.setFaults(FaultPlan.builder().errorRate(1).errorCode("SCHEMA_MISSING").build());
    assertThat(outputOfEmit("--verbose"))
        .contains("SCHEMA_MISSING")
        .doesNotContain(PAYLOAD, SECRET);
  }

  @Test
  void verboseOutputOfAnOutageTellsNothingOfPayloadsAndSecrets() throws Exception {
    ingress.setFaults(FaultPlan.ofOutage());
    assertThat(outputOfEmit("--verbose")).contains("UNAVAILABLE").doesNotContain(PAYLOAD, SECRET);
  }

  @Test
  void aDatabaseThatRefusesTellsNothingOfThePassword() throws Exception {
    assertThat(
            outputOfEmit(
                "--verbose",
                "--database",
                "jdbc:postgresql://localhost:1/none?user=nobody",
                "--database-password",
                SECRET))
        .contains("localhost:1")
        .doesNotContain(PAYLOAD, SECRET);
  }

  private String outputOfEmit(String... more) throws Exception {
    List<String> arguments =
        new ArrayList<>(
            List.of(
                "emit",
                "--plaintext",
                "--credentials-over-plaintext",
                "--header",
                "authorization=Bearer " + SECRET,
                "--endpoint",
                "localhost:" + ingress.port(),
                "--input",
                input.toString(),
                "--timeout",
                "3s"));
    arguments.addAll(List.of(more));
    if (!arguments.contains("--database")) {
      arguments.addAll(List.of("--data-dir", folder.resolve("data").toString()));
    }
    try (ChildProcess command = Commands.start(folder, arguments.toArray(new String[0]))) {
      assertThat(command.awaitExit()).isNotZero();
      return command.text();
    }
  }
}
