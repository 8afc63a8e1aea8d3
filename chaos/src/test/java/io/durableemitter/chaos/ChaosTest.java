package io.durableemitter.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A short run of the chaos program with a fixed seed, and the proof that a run can fail. */
@Timeout(300)
class ChaosTest {

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  @Test
  void nothingIsLostInventedOrAltered() throws Exception {
    int exit = run("--cycles", "8", "--hosts", "2", "--seed", "7", "--json");
    JsonNode figures = figures();
    assertThat(exit).as(output()).isZero();
    assertThat(figures.get("acknowledged").asLong()).isPositive();
    assertThat(figures.get("cycles").asInt()).isEqualTo(8);
    for (String promise : List.of("lost", "unexpected", "altered", "rejectedButKept", "pending")) {
      assertThat(figures.get(promise).asLong()).as(promise).isZero();
    }
  }

  @Test
  void aShortRunHoldsWithoutSabotage() throws Exception {
    assertThat(shortRun(2)).as(output()).isZero();
  }

  @Test
  void whatIsTakenForDeliveredAndNeverSentIsLost() throws Exception {
    assertFails(1, "drop-acks", "lost");
  }

  @Test
  void whatIsHandedOverTwiceIsANeedlessDuplicate() throws Exception {
    assertFails(1, "double-send", "needlessDuplicates");
  }

  @Test
  void whatFailedAndIsGivenUpIsANeedlessDeadLetter() throws Exception {
    assertFails(2, "needless-dead-letters", "needlessDeadLetters");
  }

  @Test
  void whatIsCommittedAndSaidToBeUnknownIsSeen() throws Exception {
    assertFails(1, "false-unknown", "needlessUnknown");
  }

  @Test
  void whatDoesNotWaitForItsTurnIsOutOfOrder() throws Exception {
    assertThat(shortRun(2, "--keys", "8", "--sabotage", "no-order")).as(output()).isEqualTo(1);
    assertThat(figures().get("outOfOrder").asLong()).as(output()).isPositive();
  }

  @Test
  void orderIsKeptThroughFaults() throws Exception {
    int exit =
        run(
            "--cycles",
            "4",
            "--hosts",
            "2",
            "--keys",
            "40",
            "--seed",
            "3",
            "--faults",
            "KILL_HOST,INGRESS_OUTAGE,INGRESS_REFUSES_SOME",
            "--json");
    assertThat(exit).as(output()).isZero();
    assertThat(figures().get("orderingKeys").asLong()).isEqualTo(40);
    assertThat(figures().get("outOfOrder").asLong()).isZero();
  }

  private void assertFails(int cycles, String sabotage, String figure) throws Exception {
    int exit = shortRun(cycles, "--sabotage", sabotage);
    assertThat(exit).as(output()).isEqualTo(1);
    assertThat(figures().get(figure).asLong()).as(output()).isPositive();
  }

  /** A calm cycle, and then one in which nothing is accepted. */
  private int shortRun(int cycles, String... more) {
    List<String> arguments =
        new ArrayList<>(
            List.of(
                "--cycles",
                cycles + "",
                "--hosts",
                "1",
                "--seed",
                "1",
                "--faults",
                "INGRESS_OUTAGE"));
    arguments.addAll(List.of(more));
    return run(arguments.toArray(String[]::new));
  }

  @Test
  void wrongOptionsAreRefusedBeforeAnythingStarts() {
    assertThat(run("--hosts", "5")).isEqualTo(2);
    assertThat(output()).contains("hosts must be 1 to 4 but is 5");
    assertThat(run("--sabotage", "x")).isEqualTo(2);
    assertThat(output()).contains("--sabotage must be one of drop-acks");
    assertThat(run("--faults", "KILL_HOST,FLOOD")).isEqualTo(2);
    assertThat(output()).contains("FLOOD");
  }

  private int run(String... arguments) {
    return ChaosCommand.of(
            new PrintStream(out, true, StandardCharsets.UTF_8),
            new PrintStream(err, true, StandardCharsets.UTF_8))
        .execute(arguments);
  }

  private JsonNode figures() throws Exception {
    List<String> lines = out.toString(StandardCharsets.UTF_8).lines().toList();
    assertThat(lines).as(output()).isNotEmpty();
    return new ObjectMapper().readTree(lines.get(lines.size() - 1));
  }

  private String output() {
    return out.toString(StandardCharsets.UTF_8) + err.toString(StandardCharsets.UTF_8);
  }
}
