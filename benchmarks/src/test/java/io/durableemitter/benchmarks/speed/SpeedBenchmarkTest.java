package io.durableemitter.benchmarks.speed;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import picocli.CommandLine;

/** That it runs and says what it measured; the figures are for people to look at. */
@Timeout(300)
class SpeedBenchmarkTest {

  private static final List<String> MEASURED =
      List.of(
          "rawInsertPerSecond",
          "rawCyclePerSecond",
          "commitP50Millis",
          "rawRpcPerSecond",
          "emitPerSecond64",
          "emitPerSecond512",
          "emitPerSecondAsync",
          "emitVsRawInsert",
          "emitAsyncVsRawInsert",
          "endToEndPerSecond64",
          "endToEndPerSecond512",
          "endToEndAsyncDeliveredPerSecond",
          "endToEndVsRawCycle",
          "emitP50Millis1Caller",
          "emitP50VsCommit");

  private static final List<String> NOT_MEASURED =
      List.of(
          "ackP99MillisHalfLoad",
          "drainPerSecond",
          "drainVsEndToEnd",
          "backlog10mVsEmpty",
          "heapMiB",
          "peers");

  @Test
  void theLastLineIsAnObjectWithAllHeadlines() throws Exception {
    String output =
        output(0, "--only=limits,stored,sent", "--seconds=0.3", "--rounds=1", "--json", "--quick");
    String last = output.stripTrailing().substring(output.stripTrailing().lastIndexOf('\n') + 1);
    JsonNode json = new ObjectMapper().readTree(last);

    assertThat(MEASURED).allSatisfy(name -> assertThat(json.get(name).doubleValue()).isPositive());
    assertThat(NOT_MEASURED).allSatisfy(name -> assertThat(json.get(name).isNull()).isTrue());
    assertThat(json.get("cpuMicrosPerEvent").get("sent.platform.64.emitter").doubleValue())
        .isPositive();
    assertThat(json.get("machine").get("postgresql").asText()).contains("fsync");
    JsonNode insert = json.get("figures").get("limit.insert.perSecond");
    assertThat(insert.get("rounds").intValue()).isEqualTo(1);
    assertThat(insert.get("median")).isEqualTo(insert.get("least"));
  }

  @Test
  void aRunWhosePeersCannotBeMeasuredTellsTheRestAndEndsWithOne() throws Exception {
    String output =
        output(1, "--only=peers", "--json", "--rounds=1", "--peers-program=no/such/program");
    String last = output.stripTrailing().substring(output.stripTrailing().lastIndexOf('\n') + 1);
    JsonNode json = new ObjectMapper().readTree(last);
    assertThat(json.get("peers").isNull()).isTrue();
    assertThat(json.get("machine").get("postgresql").asText()).contains("fsync");
  }

  private static String output(int exit, String... arguments) {
    PrintStream before = System.out;
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    System.setOut(new PrintStream(bytes, true, StandardCharsets.UTF_8));
    try {
      assertThat(new CommandLine(new SpeedBenchmark()).execute(arguments)).isEqualTo(exit);
    } finally {
      System.setOut(before);
    }
    return bytes.toString(StandardCharsets.UTF_8);
  }

  @Test
  void whatItCannotDoIsRefusedBeforeAnythingStarts() {
    assertRefused("--seconds 0.05: 0.1 to 600 is right", "--seconds=0.05");
    assertRefused("--seconds 601.0: 0.1 to 600 is right", "--seconds=601");
    assertRefused("--seconds NaN: 0.1 to 600 is right", "--seconds=NaN");
    assertRefused("--rounds 0: 1 to 100 is right", "--rounds=0");
    assertRefused("--only typo: there is no such group; there are limits, stored", "--only=typo");
    assertRefused("--pin: 'emitter' binds nothing", "--pin=emitter");
  }

  private static void assertRefused(String text, String argument) {
    StringWriter errors = new StringWriter();
    int exit =
        new CommandLine(new SpeedBenchmark()).setErr(new PrintWriter(errors)).execute(argument);
    assertThat(exit).isEqualTo(CommandLine.ExitCode.USAGE);
    assertThat(errors.toString()).contains(text);
  }
}
