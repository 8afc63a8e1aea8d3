package io.durableemitter.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.durableemitter.chaos.check.Sql;
import io.durableemitter.chaos.child.ChildProcess;
import io.durableemitter.embedded.EmbeddedPostgresServer;
import io.durableemitter.ingress.FaultPlan;
import io.durableemitter.ingress.IngressServer;
import io.durableemitter.postgres.PgMigrations;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Dead letters by the commands, each a process of its own on one real PostgreSQL. */
@Timeout(240)
class DeadLetterCommandTest {

  private static final int EVENTS = 20;

  private final IngressServer ingress = IngressServer.builder().build();
  private final EmbeddedPostgresServer postgres = EmbeddedPostgresServer.temporary();

  @TempDir private Path folder = Path.of("");

  @BeforeEach
  void start() {
    PgMigrations.migrate(postgres.dataSource());
    ingress.start();
  }

  @AfterEach
  void stop() {
    ingress.close();
    postgres.close();
  }

  @Test
  void whatIsRefusedForEverIsShownRedrivenAndDelivered() throws Exception {
    ingress.setFaults(
        FaultPlan.builder().errorCode("VALIDATION_FAILED").errorTypes(List.of("refused")).build());
    String emitted = run(4, emit(input("refused", EVENTS, "fine", 5)));
    assertThat(emitted)
        .contains("25 stored, 5 delivered", "0 pending, 20 dead letters")
        .contains("'dead-letters list' shows why");

    String table = run(0, letters("list", "--reason", "rejected", "--limit", "3"));
    assertThat(table)
        .contains("REASON", "rejected", "VALIDATION_FAILED", "commands", "refused-")
        .contains("20 dead letters like this; go on with --after ")
        .doesNotContain("secret");
    assertThat(table.lines().filter(line -> line.contains(" rejected "))).hasSize(3);
    List<JsonNode> all = ndjson(run(0, letters("list", "--json")));
    assertThat(all).hasSize(EVENTS);
    JsonNode chosen = all.get(7);
    String id = chosen.get("id").asText();
    String event = chosen.get("eventId").asText();
    assertThat(ndjson(run(0, letters("list", "--after", id, "--json"))))
        .isEqualTo(all.subList(8, EVENTS));
    assertThat(run(0, letters("list", "--source", "nobody")))
        .contains("there are no dead letters like this");

    assertThat(run(0, letters("show", id)))
        .contains(event, "rejected", "VALIDATION_FAILED")
        .doesNotContain("data");
    JsonNode shown = ndjson(run(0, letters("show", id, "--payload", "--json"))).get(0);
    assertThat(shown.get("event").get("id").asText()).isEqualTo(event);
    assertThat(shown.get("event").get("data").asText())
        .isEqualTo("{\"secret\":" + event.replace("refused-", "") + "}");

    assertThat(run(2, letters("discard", id))).contains("add --yes if it is meant");
    assertThat(run(0, letters("discard", id, "--yes"))).contains("1 dead letter is removed");
    assertThat(run(1, letters("show", id))).contains("there is no dead letter " + id);
    assertThat(run(1, letters("redrive", id))).contains("1 of 1 ids were not redriven");

    ingress.setFaults(FaultPlan.none());
    assertThat(run(0, letters("redrive", "--all", "--dry-run")))
        .contains("19 dead letters would be redriven");
    assertThat(run(0, letters("redrive", "--all", "--rate", "10/s")))
        .contains("19 dead letters are back in the queue");
    assertThat(run(0, letters("list"))).contains("there are no dead letters");
    Path nothing = Files.writeString(folder.resolve("nothing"), "");
    assertThat(run(0, emit(nothing))).contains("19 delivered", "0 pending,");
    assertThat(ingress.sink().distinctCount()).isEqualTo(EVENTS - 1 + 5);
    assertThat(ingress.sink().contains(event)).isFalse();
    assertThat(ingress.sink().duplicateCount()).isZero();
  }

  @Test
  void aMistypedTableIsAnErrorAndNotANewTable() throws Exception {
    run(0, emit(Files.writeString(folder.resolve("nothing"), "")));
    List<String> command = new ArrayList<>(letters("list"));
    command.addAll(List.of("--table", "cre.chip_durable_event"));
    assertThat(run(1, command)).contains("there is no table cre.chip_durable_event; check --table");
    assertThat(Sql.on(postgres).query("SELECT count(*) FROM pg_tables WHERE schemaname = 'cre'"))
        .as("queue, dead letters, versions, hosts, actions")
        .isEqualTo(5);
  }

  private Path input(String type, int count, String other, int others) throws Exception {
    List<String> lines = new ArrayList<>();
    IntStream.range(0, count).forEach(i -> lines.add(line(type, i)));
    IntStream.range(0, others).forEach(i -> lines.add(line(other, i)));
    return Files.write(folder.resolve("events.ndjson"), lines);
  }

  private static String line(String type, int i) {
    return "{\"specversion\":\"1.0\",\"id\":\""
        + type
        + "-"
        + i
        + "\",\"source\":\"commands\",\"type\":\""
        + type
        + "\",\"data\":{\"secret\":"
        + i
        + "}}";
  }

  private List<String> emit(Path input) {
    return List.of(
        "emit",
        "--plaintext",
        "--endpoint",
        "localhost:" + ingress.port(),
        "--input",
        input.toString());
  }

  private static List<String> letters(String... arguments) {
    List<String> all = new ArrayList<>(List.of("dead-letters"));
    all.addAll(List.of(arguments));
    return all;
  }

  private String run(int exitCode, List<String> arguments) throws Exception {
    List<String> all = new ArrayList<>(arguments);
    all.addAll(List.of("--database", postgres.jdbcUrl()));
    try (ChildProcess command = Commands.start(folder, all.toArray(new String[0]))) {
      assertThat(command.awaitExit()).as(command.text()).isEqualTo(exitCode);
      return command.text();
    }
  }

  private static List<JsonNode> ndjson(String output) throws Exception {
    List<JsonNode> nodes = new ArrayList<>();
    for (String line : output.lines().filter(line -> line.startsWith("{")).toList()) {
      nodes.add(new ObjectMapper().readTree(line));
    }
    return nodes;
  }
}
