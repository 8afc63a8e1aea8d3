package io.durableemitter.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.durableemitter.chaos.check.Eventually;
import io.durableemitter.chaos.child.ChildProcess;
import io.durableemitter.core.DurableEmitter;
import io.durableemitter.embedded.EmbeddedPostgresServer;
import io.durableemitter.ingress.IngressServer;
import io.durableemitter.postgres.PgDurableEventStore;
import io.durableemitter.postgres.PgMigrations;
import io.durableemitter.setup.DurableEmitterSetup;
import io.durableemitter.spi.HostRegistry;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Who is on call looks at an embedded store by the commands, each a process of its own. */
@Timeout(240)
class QueueCommandTest {

  private static final int EVENTS = 7;
  private static final byte[] BODY = {'{', '}'};
  private static final Map<String, String> ATTRIBUTES =
      Map.of("source", "acceptance", "type", "sample");

  @TempDir(factory = PassableFolders.class)
  private Path folder = Path.of("");

  @Test
  void aBacklogIsSeenAndItsEndToo() throws Exception {
    int port;
    try (IngressServer gone = IngressServer.builder().build()) {
      gone.start();
      port = gone.port();
    }
    run(4, emit(port, "--timeout", "1s"), input());
    JsonNode backlog = status(1);
    assertThat(backlog.get("pending").asInt()).isEqualTo(EVENTS);
    assertThat(backlog.get("oldestAgeSeconds").asDouble()).isPositive();
    assertThat(backlog.get("findings").toString()).contains("no host is heard of");
    assertThat(run(0, List.of("queue", "ls", "--event-id", "event-3"), ""))
        .contains("event-3", "1 event like this, of 7 rows read")
        .doesNotContain("secret", "\u001b");
    try (IngressServer ingress = IngressServer.builder().build()) {
      ingress.start();
      run(0, emit(ingress.port()), "");
    }
    JsonNode healthy = status(0);
    assertThat(healthy.get("pending").asInt()).isZero();
    assertThat(healthy.get("findings")).isEmpty();
  }

  @Test
  void allHostsOfATablePauseAndResume() throws Exception {
    try (EmbeddedPostgresServer postgres = EmbeddedPostgresServer.temporary();
        IngressServer ingress = IngressServer.builder().build()) {
      ingress.start();
      PgMigrations.migrate(postgres.dataSource());
      List<String> database = List.of("--database", postgres.jdbcUrl());
      try (DurableEmitter one = emitter(postgres, ingress);
          DurableEmitter other = emitter(postgres, ingress)) {
        awaitHosts(postgres, 2);
        assertThat(command(0, database, "status")).contains("gate          OPEN", "healthy");
        assertThat(command(0, database, "pause", "--reason", "the test", "--actor", "it"))
            .contains("2 of 2 hosts have paused");
        one.emit(BODY, ATTRIBUTES);
        other.emit(BODY, ATTRIBUTES);
        assertThat(command(1, database, "status"))
            .contains("gate          PAUSED", "by it since ", "the test", "durable-emitter resume");
        assertThat(command(0, database, "queue", "ls", "--source", "acceptance", "--json").lines())
            .hasSize(2);
        assertThat(ingress.sink().distinctCount()).isZero();
        assertThat(command(0, database, "resume")).contains("2 of 2 hosts have resumed");
        assertThat(command(0, database, "confirm-expiry")).contains("2 of 2 hosts have heard it");
      }
      assertThat(ingress.sink().distinctCount()).isEqualTo(2);
      assertThat(command(0, database, "actions", "ls"))
          .contains("pause", "resume", "confirm-expiry", "the test");
    }
  }

  private static DurableEmitter emitter(EmbeddedPostgresServer postgres, IngressServer ingress) {
    DurableEmitter emitter =
        DurableEmitterSetup.builder(PgDurableEventStore.builder(postgres.dataSource()).build())
            .endpoint("localhost:" + ingress.port())
            .plaintext()
            .build();
    emitter.start();
    return emitter;
  }

  private static void awaitHosts(EmbeddedPostgresServer postgres, int count) {
    HostRegistry hosts =
        PgDurableEventStore.builder(postgres.dataSource()).build().hosts().orElseThrow();
    Eventually.holds(() -> "hosts: " + hosts.hosts(10), () -> hosts.hosts(10).size() == count);
  }

  private String command(int exitCode, List<String> store, String... arguments) throws Exception {
    List<String> all = new ArrayList<>(List.of(arguments));
    all.addAll(store);
    try (ChildProcess command = Commands.start(folder, all.toArray(new String[0]))) {
      assertThat(command.awaitExit()).as(command.text()).isEqualTo(exitCode);
      return command.text();
    }
  }

  /** One object on a line. */
  private JsonNode status(int exitCode) throws Exception {
    List<String> lines =
        run(exitCode, List.of("status", "--json"), "")
            .lines()
            .filter(line -> line.startsWith("{"))
            .toList();
    assertThat(lines).hasSize(1);
    return new ObjectMapper().readTree(lines.get(0));
  }

  private static String input() {
    List<String> lines =
        IntStream.range(0, EVENTS)
            .mapToObj(
                i ->
                    "{\"specversion\":\"1.0\",\"id\":\"event-"
                        + i
                        + "\",\"source\":\"commands\",\"type\":\"t\",\"data\":\"secret\"}")
            .toList();
    return String.join("\n", lines);
  }

  private List<String> emit(int port, String... more) {
    List<String> all =
        new ArrayList<>(
            List.of(
                "emit",
                "--plaintext",
                "--endpoint",
                "localhost:" + port,
                "--input",
                folder.resolve("input").toString()));
    all.addAll(List.of(more));
    return all;
  }

  private String run(int exitCode, List<String> arguments, String input) throws Exception {
    Files.writeString(folder.resolve("input"), input);
    return command(
        exitCode,
        List.of("--data-dir", folder.resolve("data").toString()),
        arguments.toArray(new String[0]));
  }
}
