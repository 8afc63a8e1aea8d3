package io.durableemitter.benchmarks.peers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.durableemitter.benchmarks.peers.work.Figures;
import io.durableemitter.benchmarks.peers.work.Load;
import io.durableemitter.embedded.EmbeddedPostgresServer;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** That programs run and that nothing is hidden; what they measure is for people to look at. */
@Timeout(240)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PeersTest {

  private static final Load SMALL = new Load(4, 0.2, 1, 60, 1);

  private EmbeddedPostgresServer postgres;

  @BeforeAll
  void start() {
    postgres = Peers.server().start();
  }

  @AfterAll
  void stop() {
    postgres.close();
  }

  @Test
  void oursAndTheFloorDeliverEachEventOnce() throws Exception {
    List<String> order = new ArrayList<>();

    List<PeerReport> reports =
        new Peers(postgres, SMALL)
            .measure(
                List.of(PeerProgram.ours(), PeerProgram.plain()), 2, run -> order.add(run.name()));

    assertThat(order).containsExactly("ours", "plain", "ours", "plain");
    assertThat(reports)
        .allSatisfy(
            report -> {
              assertThat(report.problems()).isEmpty();
              assertThat(report.rounds()).hasSize(2);
              Figures figures = report.figures().orElseThrow();
              assertThat(figures.name()).isEqualTo(report.program().name());
              assertThat(figures.endToEndPerSecond()).isPositive();
              assertThat(figures.left() + figures.duplicates() + figures.missing()).isZero();
            });
    assertThat(databases()).noneMatch(name -> name.startsWith("peer_"));
  }

  @Test
  void severalEventsInATransactionAreDeliveredOnceToo() throws Exception {
    Peers peers = new Peers(postgres, new Load(2, 0, 0.5, 60, 20));

    for (PeerProgram program : List.of(PeerProgram.ours(), PeerProgram.plain())) {
      PeerRun run = peers.run(program);

      assertThat(run.problems()).isEmpty();
      assertThat(run.figures().orElseThrow().left()).isZero();
    }
  }

  @Test
  void duplicatesAndMissingEventsAreProblems() throws Exception {
    List<PeerReport> reports =
        new Peers(postgres, SMALL)
            .measure(List.of(StandIn.program(StandIn.Faulty.class)), 2, run -> {});

    assertThat(reports.get(0).figures().orElseThrow())
        .returns(6L, Figures::duplicates)
        .returns(4L, Figures::missing)
        .returns(7L, Figures::left);
    assertThat(new PeersTable(reports).text())
        .contains("PROBLEM: 3 deliveries of events that had been delivered")
        .contains("PROBLEM: 2 persisted events are neither delivered nor left");
    JsonNode peer = new ObjectMapper().readTree(new PeersTable(reports).json()).at("/peers/0");
    assertThat(peer.get("problems")).hasSize(4);
    assertThat(peer.get("duplicates").asInt()).isEqualTo(6);
    assertThat(peer.get("rounds")).hasSize(2);
  }

  @Test
  void oneThatDiesIsTold() throws Exception {
    List<PeerReport> reports =
        new Peers(postgres, SMALL)
            .measure(List.of(StandIn.program(StandIn.Dying.class)), 1, run -> {});

    assertThat(reports.get(0).figures()).isEmpty();
    assertThat(new PeersTable(reports).text())
        .contains("standin      failed")
        .contains("PROBLEM: ended with 3; it said:\nno more memory");
    assertThat(new PeersTable(reports).json()).contains("ended with 3");
  }

  @Test
  void oneThatHangsIsKilled() throws Exception {
    PeerRun run =
        new Peers(postgres, SMALL, Duration.ofSeconds(5))
            .run(StandIn.program(StandIn.Hanging.class));

    assertThat(run.figures()).isEmpty();
    assertThat(run.problems()).singleElement().asString().startsWith("killed after 5 s");
    assertThat(ProcessHandle.current().children().filter(ProcessHandle::isAlive))
        .noneMatch(
            child ->
                child.info().commandLine().orElse("").contains(StandIn.Hanging.class.getName()));
  }

  @Test
  void oneWithoutFiguresIsTold() throws Exception {
    PeerRun run = new Peers(postgres, SMALL).run(StandIn.program(StandIn.Chatting.class));

    assertThat(run.problems())
        .singleElement()
        .asString()
        .startsWith("its last line are no figures: [--producers=4, --warm-seconds=0.2");
  }

  @Test
  void unknownOptionsOfAProgramAreRefused() throws Exception {
    try (PeerProcess process =
        PeerProcess.start(PeerProgram.plain(), List.of("--url=jdbc:postgresql:", "--fast"))) {
      assertThat(process.awaitEnd(Duration.ofSeconds(60))).isTrue();
      assertThat(process.exitCode()).isEqualTo(CommandLine.ExitCode.USAGE);
      assertThat(process.lastErrors()).contains("--fast");
    }
  }

  @Test
  void theCommandRefusesUnknownOutboxes(@TempDir Path reactor) {
    assertThat(new CommandLine(new PeersBenchmark()).execute("--reactor=" + reactor, "--only=x"))
        .isEqualTo(CommandLine.ExitCode.USAGE);
  }

  @Test
  void outboxesThatAreNotBuiltAreAnError(@TempDir Path reactor) {
    assertThatThrownBy(() -> PeerProgram.named("debezium", reactor))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("not built");
  }

  private List<String> databases() throws Exception {
    List<String> names = new ArrayList<>();
    try (Connection connection = postgres.dataSource().getConnection();
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery("SELECT datname FROM pg_database")) {
      while (rows.next()) {
        names.add(rows.getString(1));
      }
    }
    return names;
  }
}
