package io.durableemitter.benchmarks.speed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What another program says of the peers. The program is a script here. */
@Timeout(60)
class PeersRunTest {

  private final ByteArrayOutputStream shown = new ByteArrayOutputStream();

  @TempDir private Path folder = Path.of("");

  private JsonNode measure(String script) throws IOException, InterruptedException {
    Path program = Files.writeString(folder.resolve("peers-run"), "#!/bin/sh\n" + script);
    Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwx------"));
    return new PeersRun(program, 2).measure(new PrintStream(shown, true, StandardCharsets.UTF_8));
  }

  @Test
  void theFiguresAreTheLastLineAlsoIfALibraryLostAnEvent() throws Exception {
    JsonNode peers =
        measure(
            "echo \"told: $*\"; echo '{\"peers\":[{\"name\":\"plain\",\"endToEndPerSecond\":7}]}'; exit 1");
    assertThat(peers.get(0).get("name").asText()).isEqualTo("plain");
    assertThat(shown.toString(StandardCharsets.UTF_8))
        .as("its table, without the figures")
        .isEqualToIgnoringNewLines("told: --json --rounds 2");
    assertThat(measure("printf '{\"peers\":[\"%s\"]}' \"$*\"").get(0).asText())
        .isEqualTo("--json --rounds 2");
  }

  @Test
  void oneThatHasNoFiguresSaysWhatItSaidLast() {
    assertThatThrownBy(() -> measure("echo no such place; exit 2"))
        .isInstanceOf(IOException.class)
        .hasMessage(
            "the peers were not measured: "
                + folder.resolve("peers-run")
                + " ended with 2, and said last: no such place");
    assertThatThrownBy(() -> measure("exit 3")).hasMessageEndingWith("ended with 3");
    assertThatThrownBy(() -> measure("echo '{}'")).hasMessageEndingWith("said last: {}");
  }
}
