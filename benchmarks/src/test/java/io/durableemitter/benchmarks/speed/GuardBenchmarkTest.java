package io.durableemitter.benchmarks.speed;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import picocli.CommandLine;

/** That it compares, here a tree with itself; what it finds is chance in so short a time. */
@Timeout(180)
class GuardBenchmarkTest {

  private static final String BASE = "--base-class-path=" + System.getProperty("java.class.path");

  private final ByteArrayOutputStream output = new ByteArrayOutputStream();

  @Test
  void bothTreesAreMeasuredAndTheExitCodeSaysWhatTheTableSays() throws Exception {
    int exit =
        run(BASE, "--rounds=1", "--seconds=0.3", "--only=stored.platform.64,drain", "--json");
    String[] lines = output.toString(StandardCharsets.UTF_8).split("\n", -1);
    JsonNode json = new ObjectMapper().readTree(lines[lines.length - 2]);
    assertThat(json.get("comparisons"))
        .hasSize(2)
        .allMatch(one -> one.get("here").doubleValue() > 0 && one.get("base").doubleValue() > 0);
    assertThat(exit).isEqualTo(json.get("worse").booleanValue() ? 1 : 0);
  }

  @Test
  void aNameThatNoFigureHasIsRefused() {
    assertThat(run(BASE, "--only=stores")).isEqualTo(CommandLine.ExitCode.USAGE);
  }

  private int run(String... arguments) {
    PrintStream before = System.out;
    System.setOut(new PrintStream(output, true, StandardCharsets.UTF_8));
    try {
      return new CommandLine(new GuardBenchmark()).execute(arguments);
    } finally {
      System.setOut(before);
    }
  }
}
