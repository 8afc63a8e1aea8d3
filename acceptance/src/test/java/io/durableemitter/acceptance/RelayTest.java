package io.durableemitter.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.durableemitter.chaos.check.Eventually;
import io.durableemitter.chaos.child.ChildProcess;
import io.durableemitter.ingress.FaultPlan;
import io.durableemitter.postgres.PgMigrations;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Relays, each a process of its own, deliver what nothing but SQL has written. */
@Timeout(240)
class RelayTest {

  private static final int EVENTS = Integer.getInteger("relay.events", 100_000);

  private final TestEnvironment environment = new TestEnvironment();

  @TempDir private Path folder = Path.of("");
  private Relays relays = new Relays(environment, folder);

  @BeforeEach
  void open() {
    relays = new Relays(environment, folder);
  }

  @AfterEach
  void close() {
    environment.close();
  }

  @Test
  void twoShareWhatSqlInsertedAndNothingComesTwice() throws Exception {
    relays.insertBySql(1, EVENTS);
    // a call that is given up may come twice, and a machine that is busy may be slow
    String[] options = {
      "--retransmit-after", "1s", "--until-empty", "--json", "--publish-timeout", "60s"
    };
    try (ChildProcess one = relays.start(options);
        ChildProcess two = relays.start(options)) {
      assertThat(one.awaitExit()).as(one.text()).isZero();
      assertThat(two.awaitExit()).as(two.text()).isZero();
      JsonNode first = lastObjectOf(one);
      JsonNode second = lastObjectOf(two);
      assertThat(first.get("delivered").asLong() + second.get("delivered").asLong())
          .isEqualTo(EVENTS);
      assertThat(List.of(first, second))
          .allSatisfy(end -> assertThat(end.get("delivered").asLong()).as("a share").isPositive())
          .allSatisfy(end -> assertThat(end.get("pending").asLong()).isZero())
          .allSatisfy(end -> assertThat(end.get("deadLetters").asLong()).isZero());
      assertThat(environment.sink().distinctCount()).isEqualTo(EVENTS);
      assertThat(environment.sink().duplicateCount()).as(one.text() + two.text()).isZero();
    }
    assertThat(environment.rows()).isZero();
  }

  @Test
  void whatAKilledOneHeldIsDeliveredByTheOther() throws Exception {
    int events = 20_000;
    environment.ingress().setFaults(FaultPlan.builder().latencyMillis(100).build());
    relays.insertBySql(1, events);
    try (ChildProcess killed = relays.start("--retransmit-after", "1s");
        ChildProcess other = relays.start("--retransmit-after", "1s")) {
      Eventually.holds(
          () -> "no relay delivers: " + killed + other,
          () -> environment.sink().distinctCount() > 500);
      killed.kill();
      assertThat(environment.rows()).as("left to the other").isPositive();
      environment.ingress().setFaults(FaultPlan.none());
      relays.awaitDelivered(events);
      other.terminate();
      assertThat(other.awaitExit()).as(other.text()).isEqualTo(143);
      assertThat(Commands.lastLineOf(other))
          .matches("relay delivered \\d+ events to .*, 0 dead letters, 0 pending, in .* s");
    }
  }

  @Test
  void notificationsNeedATableThatNotifiesAndAreListenedToThen() throws Exception {
    try (ChildProcess refused = relays.start("--notifications")) {
      assertThat(refused.awaitExit()).isEqualTo(1);
      assertThat(refused.text())
          .contains(
              "table " + environment.table() + " notifies nobody", "migrate up --notifications");
    }
    try (ChildProcess migration =
        Commands.start(
            folder,
            "migrate",
            "up",
            "--notifications",
            "--database",
            relays.database(),
            "--table",
            environment.table())) {
      assertThat(migration.awaitExit()).as(migration.text()).isZero();
    }
    assertThat(PgMigrations.hasNotifyTrigger(environment.dataSource(), environment.table()))
        .isTrue();
    try (ChildProcess relay = relays.start("--notifications")) {
      relay.await(() -> "listening", () -> relays.listeners() == 1);
      relays.insertBySql(1, 100);
      relays.awaitDelivered(100);
      relay.terminate();
      assertThat(relay.awaitExit()).isEqualTo(143);
    }
    assertThat(environment.sink().duplicateCount()).isZero();
  }

  @Test
  void itEndsWithFourIfDeadLettersWereMade() throws Exception {
    environment
        .ingress()
        .setFaults(
            FaultPlan.builder().errorCode("VALIDATION_FAILED").errorIdPrefix("0000000007").build());
    relays.insertBySql(1, 10);
    try (ChildProcess relay =
        relays.start("--retransmit-after", "1s", "--until-empty", "--verbose")) {
      assertThat(relay.awaitExit()).as(relay.text()).isEqualTo(4);
      assertThat(relay.text())
          .contains("started: version 0.1.0", "[" + environment.table() + "], host by ")
          .contains("retransmit.interval=PT0.5S, retransmit.after=PT1S, closeTimeout=PT8S")
          .contains(" (event 0000000007 of sql, type raw) was not delivered in phase retransmit ")
          .contains("closed: ", " 9 delivered, ", " 1 dead letters")
          .contains("relay delivers " + environment.table() + " of jdbc:postgresql://")
          .contains("relay delivered 9 events to ", ", 1 dead letter, 0 pending");
    }
  }

  private static JsonNode lastObjectOf(ChildProcess relay) throws IOException {
    return new ObjectMapper().readTree(Commands.lastLineOf(relay));
  }
}
