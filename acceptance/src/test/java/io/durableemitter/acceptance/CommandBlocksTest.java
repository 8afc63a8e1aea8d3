package io.durableemitter.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.durableemitter.ingress.FaultPlan;
import io.durableemitter.ingress.IngressServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Each command of each block of the README and the docs is run here, in a shell, as it stands
 * there; the few that are not say why.
 */
@Timeout(480)
class CommandBlocksTest {

  private static final Path ROOT = SourceRulesTest.root();
  private static final Pattern BLOCK = Pattern.compile("(?ms)^```sh\n(.*?)^```");

  private static final List<String> GONE =
      List.of("ids were not", "no dead letter", "is not pending");

  /** By how a command begins: why it is not run here. */
  private static final Map<String, String> ELSEWHERE =
      Map.ofEntries(
          Map.entry("./mvnw", "this test is part of it"),
          Map.entry("chaos/run", "minutes; ChaosTest runs it for less"),
          Map.entry("chaos/drain", "a million rows take minutes"),
          Map.entry("chaos/old-snapshot", "ten minutes; OldSnapshotTest runs it for less"),
          Map.entry("chaos/kafka", "a minute; KafkaRunTest runs it for less"),
          Map.entry("chaos/transactions", "a minute; TransactionsTest runs it for less"),
          Map.entry("benchmarks/", "a test of each runs it for less"),
          Map.entry("acceptance/mutation", "minutes to an hour"),
          Map.entry("./durable-emitter console", "until it is ended: ConsoleCommandTest"),
          Map.entry("./durable-emitter tail", "until it is ended: QueueCommandTest"),
          Map.entry("./durable-emitter queue watch", "until it is ended: QueueCommandTest"),
          Map.entry("./durable-emitter status", "finds the dead letters: QueueCommandTest"),
          Map.entry("./durable-emitter relay", "a remote database: RelayTest"),
          Map.entry("examples/run", "ExamplesTest and ShopTest run each"),
          Map.entry("./durable-emitter dead-letters discard 17", "asks on a terminal"),
          Map.entry(
              "./durable-emitter ingress --allow-key", "needs a certificate: SecuredDeliveryTest"),
          Map.entry("./durable-emitter emit --key", "needs a certificate: SecuredDeliveryTest"),
          Map.entry("./durable-emitter doctor", "finds the dead letters: DoctorCommandTest"),
          Map.entry("./durable-emitter migrate status", "a remote database: MigrateCommandTest"),
          Map.entry("./durable-emitter migrate up", "a remote database: MigrateCommandTest"));

  @TempDir private Path folder = Path.of("");

  private final IngressServer ingress = IngressServer.builder().build();

  @AfterEach
  void stop() {
    ingress.close();
  }

  @Test
  void allCommandsOfTheDocumentsRun() throws Exception {
    Files.copy(ROOT.resolve("events.ndjson"), folder.resolve("events.ndjson"));
    launcher();
    ingress.start();
    ingress.setFaults(FaultPlan.builder().errorCode("VALIDATION_FAILED").build());
    seedDeadLetters();
    ingress.setFaults(FaultPlan.none());

    Map<String, String> failed = new LinkedHashMap<>();
    Set<String> commands = commands();
    assertThat(commands).hasSizeGreaterThan(10).anyMatch(line -> line.contains(" emit "));
    for (String command : commands) {
      String output = run(command);
      if (!output.isEmpty()) {
        failed.put(command, output);
      }
    }
    assertThat(failed).isEmpty();
  }

  /** What the ids of the examples name: the dead letters 17 and 18, and some to list. */
  private void seedDeadLetters() throws Exception {
    for (int run = 0; run < 2; run++) {
      assertThat(shell("./durable-emitter emit --input events.ndjson").exit()).isEqualTo(4);
    }
    Result listed = shell("./durable-emitter dead-letters list --json");
    assertThat(listed.output().lines().map(CommandBlocksTest::id)).contains(17L, 18L);
  }

  private static long id(String line) {
    try {
      JsonNode letter = new ObjectMapper().readTree(line);
      return letter.path("id").asLong();
    } catch (IOException e) {
      return 0; // a line for people
    }
  }

  /** Runs a command; empty if it did what it says, else what it said. */
  private String run(String command) throws Exception {
    Result result = shell(command);
    // delivered, redriven or discarded before: the ids are gone
    boolean gone = GONE.stream().anyMatch(result.output()::contains);
    return result.exit() == 0 || gone ? "" : result.exit() + ": " + result.output();
  }

  private record Result(int exit, String output) {}

  private Result shell(String command) throws Exception {
    Path log = Files.createTempFile(folder, "block", ".log");
    ProcessBuilder builder =
        new ProcessBuilder("/bin/sh", "-c", command)
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectInput(Path.of("/dev/null").toFile())
            .redirectOutput(log.toFile());
    builder.environment().put("DURABLE_EMITTER_ENDPOINT", "localhost:" + ingress.port());
    builder.environment().put("DURABLE_EMITTER_PLAINTEXT", "true");
    Process process = builder.start();
    assertThat(process.waitFor(120, TimeUnit.SECONDS)).as(command).isTrue();
    return new Result(process.exitValue(), Files.readString(log));
  }

  /** The launcher without its build: the classes are those of this build. */
  private void launcher() throws IOException {
    String java =
        String.join(
            " ",
            Commands.of(List.of())
                .options(List.of("-Xmx256m", "-XX:TieredStopAtLevel=1"))
                .command());
    Path script =
        Files.writeString(
            folder.resolve("durable-emitter"), "#!/bin/sh\nexec " + java + " \"$@\"\n");
    assertThat(script.toFile().setExecutable(true)).isTrue();
  }

  private static Set<String> commands() throws IOException {
    Set<String> commands = new LinkedHashSet<>();
    for (Path page : Documents.pages()) {
      Matcher block = BLOCK.matcher(Files.readString(page));
      while (block.find()) {
        block.group(1).lines().map(CommandBlocksTest::command).forEach(commands::add);
      }
    }
    commands.removeIf(
        line -> line.isEmpty() || ELSEWHERE.keySet().stream().anyMatch(line::startsWith));
    return new LinkedHashSet<>(inOrder(commands));
  }

  // servers are started once, by this test; what takes away comes last
  private static List<String> inOrder(Set<String> commands) {
    List<String> ordered = new ArrayList<>();
    commands.stream()
        .filter(line -> !line.endsWith("&"))
        .filter(line -> !line.contains(" redrive") && !line.contains(" discard"))
        .forEach(ordered::add);
    commands.stream().filter(line -> line.contains(" redrive")).forEach(ordered::add);
    commands.stream().filter(line -> line.contains(" discard")).forEach(ordered::add);
    commands.stream()
        .filter(line -> line.endsWith("&"))
        // ended when it listens: that is what can be said of a server
        .map(line -> line.replaceFirst(" *&$", " --port 0 --control-port 0 --exit-with-stdin"))
        .forEach(ordered::add);
    return ordered;
  }

  private static String command(String line) {
    return line.replaceFirst("(^|\\s+)# .*$", "").strip();
  }
}
