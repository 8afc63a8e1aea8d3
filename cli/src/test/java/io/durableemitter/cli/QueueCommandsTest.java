package io.durableemitter.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.durableemitter.api.DeadLetterReason;
import io.durableemitter.api.EventHeader;
import io.durableemitter.api.Payload;
import io.durableemitter.embedded.EmbeddedPostgresServer;
import io.durableemitter.postgres.PgDurableEventStore;
import io.durableemitter.postgres.PgMigrations;
import io.durableemitter.spi.BackOff;
import io.durableemitter.spi.DeadLetterRequest;
import io.durableemitter.spi.HostRegistry;
import io.durableemitter.spi.HostReport;
import io.durableemitter.spi.PageRequest;
import io.durableemitter.spi.PendingCursor;
import io.durableemitter.spi.QueueAction;
import java.io.ByteArrayOutputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The commands of whoever is on call, on a real PostgreSQL. */
@Timeout(120)
class QueueCommandsTest {

  private static final EmbeddedPostgresServer SERVER = EmbeddedPostgresServer.temporary();
  private static final AtomicInteger SCHEMAS = new AtomicInteger();
  private static final UUID ME = new UUID(0, 1);
  private static final UUID OTHER = new UUID(0, 2);
  private static final Duration LEASE = Duration.ofMinutes(10);

  private final String table = "queue_" + SCHEMAS.incrementAndGet() + ".events";
  private final PgDurableEventStore store = store();
  private final Shutdown shutdown = new Shutdown();
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @AfterAll
  static void stop() {
    SERVER.close();
  }

  private PgDurableEventStore store() {
    PgMigrations.migrate(SERVER.dataSource(), table);
    return PgDurableEventStore.builder(SERVER.dataSource()).table(table).build();
  }

  private HostRegistry hosts() {
    return store.hosts().orElseThrow();
  }

  private int run(String... arguments) {
    out.getBuffer().setLength(0);
    err.getBuffer().setLength(0);
    List<String> all = new ArrayList<>(List.of(arguments));
    all.addAll(List.of("--database", SERVER.jdbcUrl(), "--table", table));
    return Main.run(
        all.toArray(new String[0]),
        Map.of(),
        shutdown,
        new PrintWriter(out, true),
        new PrintWriter(err, true));
  }

  private JsonNode json() throws Exception {
    return EventParser.JSON.readTree(out.toString());
  }

  private List<JsonNode> lines() throws Exception {
    List<JsonNode> lines = new ArrayList<>();
    for (String line : out.toString().lines().toList()) {
      lines.add(EventParser.JSON.readTree(line));
    }
    return lines;
  }

  /** A CloudEvent as it is stored: fields 1 id, 2 source, 3 specversion, 4 type, 6 data. */
  private static Payload event(String id, String source, String type) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    field(bytes, 1, id);
    field(bytes, 2, source);
    field(bytes, 3, "1.0");
    field(bytes, 4, type);
    field(bytes, 6, "secret");
    return Payload.wrap(bytes.toByteArray());
  }

  private static void field(ByteArrayOutputStream bytes, int number, String text) {
    byte[] value = text.getBytes(StandardCharsets.UTF_8);
    bytes.write(number << 3 | 2);
    bytes.write(value.length);
    bytes.writeBytes(value);
  }

  private long[] insert(int count) {
    return IntStream.range(0, count)
        .mapToLong(i -> store.insert(event("event-" + i, "source-" + i % 2, "a.type")))
        .toArray();
  }

  private void claim(UUID owner, int rows) {
    store.claim(
        owner, LEASE, new PageRequest(Duration.ZERO, PendingCursor.START, rows, Long.MAX_VALUE));
  }

  private static HostReport report(UUID owner, String name, String gate, String problem) {
    return new HostReport(
        owner,
        name,
        "1.0",
        "host",
        Duration.ofMinutes(5),
        gate,
        problem,
        Map.of(
            HostReport.EMITTED_PER_SECOND,
            100.0,
            HostReport.DELIVERED_PER_SECOND,
            90.5,
            HostReport.DELIVER_MILLIS_P50,
            3.25,
            HostReport.DELIVER_MILLIS_P99,
            40.0,
            "failed.UNAVAILABLE",
            7.0));
  }

  private void sql(String sql) throws Exception {
    try (Connection connection = SERVER.dataSource().getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  @Test
  void anIdleQueueIsHealthy() throws Exception {
    assertThat(run("status", "--json")).isEqualTo(ExitCode.OK);
    JsonNode status = json();
    assertThat(status.get("pending").asLong()).isZero();
    assertThat(status.get("oldestAgeSeconds").asDouble()).isZero();
    assertThat(status.get("gate").asText()).isEqualTo("UNKNOWN");
    assertThat(status.get("deadLetters").asLong()).isZero();
    assertThat(status.get("hosts")).isEmpty();
    assertThat(status.get("findings")).isEmpty();
    assertThat(status.get("ratesFrom").asText()).isEqualTo("table");
  }

  @Test
  void statusTellsWhatHostsReportAndHold() throws Exception {
    insert(10);
    claim(ME, 3);
    claim(OTHER, 2);
    hosts().report(report(ME, "alpha/1", "OPEN", ""));
    assertThat(run("status", "--json")).isEqualTo(ExitCode.OK);
    JsonNode status = json();
    assertThat(status.get("pending").asLong()).isEqualTo(10);
    assertThat(status.get("gate").asText()).isEqualTo("OPEN");
    assertThat(status.get("inPerSecond").asDouble()).isEqualTo(100);
    assertThat(status.get("outPerSecond").asDouble()).isEqualTo(90.5);
    assertThat(status.get("ratesFrom").asText()).isEqualTo("hosts");
    assertThat(status.get("failedByCode").get("UNAVAILABLE").asLong()).isEqualTo(7);
    assertThat(status.get("deliverMillisP99").asDouble()).isEqualTo(40);
    assertThat(status.get("hosts")).hasSize(2);
    assertThat(status.get("hosts").get(0).get("name").asText()).isEqualTo("alpha/1");
    assertThat(status.get("hosts").get(0).get("leases").asLong()).isEqualTo(3);
    assertThat(status.get("hosts").get(1).get("reports").asBoolean()).isFalse();
    assertThat(status.get("hosts").get(1).get("leases").asLong()).isEqualTo(2);

    assertThat(run("status")).isEqualTo(ExitCode.OK);
    assertThat(out.toString())
        .contains("pending       10", "in 100/s, out 91/s", "UNAVAILABLE 7", "alpha/1")
        .contains("p50 3.3 ms, p99 40 ms", OTHER.toString(), "does not report", "healthy")
        .doesNotContain("\u001b");
  }

  @Test
  void whatNeedsHandsIsSaidWithACommandAndTheCodeIsOne() throws Exception {
    long[] ids = insert(6);
    claim(OTHER, 2);
    store.moveToDeadLetters(
        ME,
        List.of(
            new DeadLetterRequest(
                ids[5], new EventHeader("d", "s", "t"), DeadLetterReason.REJECTED, "no")));
    sql("UPDATE " + table + " SET created_at = now() - interval '31 minutes'");
    hosts().report(report(OTHER, "beta/2", "OPEN", ""));
    sql("UPDATE " + table + "_hosts SET seen_at = now() - interval '40 seconds'");
    assertThat(run("status")).isEqualTo(ExitCode.FAILED);
    assertThat(out.toString())
        .contains("gate          UNKNOWN", "silent 4", "dead letters  1: rejected 1", "what to do")
        .contains("the oldest event has waited for 31 min", "queue ls --limit 10")
        .contains("no host is heard of, and 5 events wait")
        .contains("1 process has fallen silent and holds 2 rows: beta/2")
        .contains("for a decision: 1 rejected -> durable-emitter dead-letters list");
    hosts().report(report(ME, "alpha/1", "CLOSED", "out of reach since noon"));
    hosts().record(QueueAction.Kind.PAUSE, "anna\u001b[2J", "it moves");
    assertThat(run("status", "--json")).isEqualTo(ExitCode.FAILED);
    assertThat(json().get("gate").asText()).isEqualTo("CLOSED");
    assertThat(json().get("paused").get("reason").asText()).isEqualTo("it moves");
    assertThat(json().get("findings").findValuesAsText("check"))
        .contains("life.pause", "life.gate", "life.age", "life.problem", "life.dead-letters");
    assertThat(json().get("findings").findValuesAsText("severity")).containsOnly("warning");
    assertThat(out.toString())
        .contains("durable-emitter resume", "the gate is closed", "out of reach since noon")
        .doesNotContain("no host is heard of", "\u001b");
  }

  @Test
  void theOldestEventIsMeasuredByItsTimeToLive() throws Exception {
    insert(1);
    hosts().report(report(ME, "alpha/1", "OPEN", ""));
    sql("UPDATE " + table + " SET created_at = now() - interval '11 minutes'");
    assertThat(run("status")).isEqualTo(ExitCode.OK);
    assertThat(out.toString()).contains("11m of a time to live of 3d (0.3 %)");
    assertThat(run("status", "--event-ttl", "20m")).isEqualTo(ExitCode.FAILED);
    assertThat(run("status", "--event-ttl", "0s")).isEqualTo(ExitCode.USAGE);
  }

  @Test
  void statusGoesOnUntilItIsEnded() throws Exception {
    CompletableFuture<Integer> code =
        CompletableFuture.supplyAsync(() -> run("status", "--watch", "--json"));
    Eventually.holds(() -> out.toString().lines().count() >= 2);
    shutdown.request();
    assertThat(code.get()).isEqualTo(ExitCode.INTERRUPTED);
    assertThat(lines()).allMatch(line -> line.has("pending"));
  }

  @Test
  void pendingEventsAreListedAndFoundByWhatIsInThem() throws Exception {
    long[] ids = insert(120);
    claim(ME, 1);
    store.insert(Payload.wrap(new byte[] {1, 2, 3}));
    assertThat(run("queue", "ls", "--limit", "2")).isZero();
    assertThat(out.toString())
        .contains("AGE", "event-0", "event-1", "source-1", "a.type", "for 9m")
        .doesNotContain("event-2", "secret");
    assertThat(err.toString()).contains("2 events; go on with --after " + ids[1]);
    assertThat(run("queue", "ls", "--after", ids[117] + "", "--json")).isZero();
    assertThat(lines()).hasSize(3);
    assertThat(lines().get(0).get("eventId").asText()).isEqualTo("event-118");
    assertThat(lines().get(2).get("undecodable").asText()).isNotBlank();
    assertThat(run("queue", "ls", "--event-id", "event-99")).isZero();
    assertThat(out.toString().lines()).hasSize(2);
    assertThat(err.toString()).contains("1 event like this, of 121 rows read");
    assertThat(run("queue", "ls", "--source", "source-1", "--type", "a.type", "--json")).isZero();
    assertThat(lines()).hasSize(60);
    assertThat(run("queue", "ls", "--older-than", "10m")).isZero();
    assertThat(err.toString()).contains("no event is pending like this");
    assertThat(run("queue", "ls", "--limit", "0")).isEqualTo(ExitCode.USAGE);
  }

  @Test
  void oneIsShownWithAllThatIsKnown() throws Exception {
    long id = insert(1)[0];
    claim(ME, 1);
    store.backOff(ME, List.of(new BackOff(id, Duration.ofHours(1), "no\nanswer")));
    assertThat(run("queue", "show", id + "")).isZero();
    assertThat(out.toString())
        .contains("event-0", "no\\u000aanswer", "nextAttemptAt", "failures          1")
        .doesNotContain("secret");
    assertThat(run("queue", "show", id + "", "--payload", "--json")).isZero();
    assertThat(json().get("event").get("id").asText()).isEqualTo("event-0");
    assertThat(run("queue", "show", "999")).isEqualTo(ExitCode.FAILED);
    assertThat(err.toString()).contains("row 999 is not pending");
  }

  @Test
  void theQueueIsWatchedALineAtATime() throws Exception {
    insert(3);
    assertThat(run("queue", "watch", "--count", "2", "--interval", "100ms")).isZero();
    assertThat(out.toString().lines().toList())
        .hasSize(3)
        .anyMatch(line -> line.contains("PENDING") && line.contains("GATE"))
        .last()
        .asString()
        .contains("3", "UNKNOWN");
    hosts().report(report(ME, "alpha/1", "OPEN", ""));
    assertThat(run("queue", "watch", "--count", "1", "--json")).isZero();
    assertThat(json().get("inPerSecond").asDouble()).isEqualTo(100);
    assertThat(json().get("gate").asText()).isEqualTo("OPEN");
    assertThat(run("queue", "watch", "--count", "0")).isEqualTo(ExitCode.USAGE);
  }

  @Test
  void theTailShowsWhatIsStoredFromNowOn() throws Exception {
    insert(5);
    CompletableFuture<Integer> code =
        CompletableFuture.supplyAsync(
            () -> run("tail", "--type", "new", "--count", "2", "--interval", "50ms"));
    Eventually.holds(() -> out.toString().contains("AGE"));
    store.insert(event("other", "s", "old"));
    store.insert(event("first", "s", "new"));
    store.insert(event("second", "s", "new"));
    assertThat(code.get()).isZero();
    assertThat(out.toString().lines()).hasSize(3);
    assertThat(out.toString()).contains("first", "second").doesNotContain("other", "event-0");
  }

  @Test
  void theTailOfDeadLettersShowsWhatDies() throws Exception {
    long[] ids = insert(2);
    die(ids[0]);
    CompletableFuture<Integer> code =
        CompletableFuture.supplyAsync(
            () -> run("tail", "--dead-letters", "--count", "1", "--interval", "50ms"));
    Eventually.holds(() -> out.toString().contains("REASON"));
    die(ids[1]);
    assertThat(code.get()).isZero();
    assertThat(out.toString()).contains("dead-" + ids[1]).doesNotContain("dead-" + ids[0]);
  }

  private void die(long id) {
    store.moveToDeadLetters(
        ME,
        List.of(
            new DeadLetterRequest(
                id, new EventHeader("dead-" + id, "s", "t"), DeadLetterReason.REJECTED, "no")));
  }

  @Test
  void aPauseWaitsUntilAllHostsHavePaused() throws Exception {
    hosts().report(report(ME, "alpha/1", "OPEN", ""));
    hosts().report(report(OTHER, "beta/2", "OPEN", ""));
    assertThat(run("pause", "--reason", "it moves", "--actor", "anna", "--wait", "300ms"))
        .isEqualTo(ExitCode.FAILED);
    assertThat(out.toString()).contains("0 of 2 hosts have paused", "alpha/1 (OPEN)");
    assertThat(run("resume", "--wait", "300ms")).isEqualTo(ExitCode.FAILED);
    assertThat(out.toString())
        .as("what was reported before the order is no answer to it")
        .contains("0 of 2 hosts have resumed");
    CompletableFuture<Integer> code =
        CompletableFuture.supplyAsync(() -> run("resume", "--actor", "ben"));
    Eventually.holds(() -> hosts().actions(10).size() == 3);
    hosts().report(report(ME, "alpha/1", "OPEN", ""));
    hosts().report(report(OTHER, "beta/2", "OPEN", ""));
    assertThat(code.get()).isZero();
    assertThat(out.toString()).contains("2 of 2 hosts have resumed");

    code = CompletableFuture.supplyAsync(() -> run("pause", "--reason", "again", "--json"));
    Eventually.holds(() -> hosts().orders().pause().isPresent());
    hosts().report(report(ME, "alpha/1", "PAUSED", ""));
    hosts().report(report(OTHER, "beta/2", "PAUSED", ""));
    assertThat(code.get()).isZero();
    assertThat(json().get("hosts").asInt()).isEqualTo(2);
    assertThat(json().get("followed").asInt()).isEqualTo(2);
    assertThat(run("status")).isEqualTo(ExitCode.FAILED);
    assertThat(out.toString()).contains("gate          PAUSED", "again", "durable-emitter resume");

    assertThat(run("confirm-expiry", "--wait", "0s")).isZero();
    assertThat(out.toString()).contains("2 hosts will follow");
    assertThat(run("actions", "ls", "--json")).isZero();
    assertThat(lines())
        .extracting(line -> line.get("action").asText())
        .containsExactly("confirm-expiry", "pause", "resume", "resume", "pause");
    assertThat(lines().get(4).get("by").asText()).isEqualTo("anna");
    assertThat(run("actions", "ls")).isZero();
    assertThat(out.toString()).contains("ACTION", "it moves", "ben");
  }

  @Test
  void anOrderHoldsForHostsThatStartLater() {
    assertThat(run("pause", "--reason", "not yet")).isZero();
    assertThat(out.toString()).contains("no host is heard of");
    assertThat(hosts().orders().pause()).isPresent();
    assertThat(run("pause")).isEqualTo(ExitCode.USAGE);
    assertThat(run("pause", "--reason", " ")).isEqualTo(ExitCode.USAGE);
    assertThat(err.toString()).contains("--reason");
  }

  @Test
  void whatIsDoneToDeadLettersIsWrittenDown() throws Exception {
    long[] ids = insert(3);
    for (long id : ids) {
      die(id);
    }
    assertThat(run("dead-letters", "list", "--event-id", "dead-" + ids[1], "--json")).isZero();
    assertThat(lines()).hasSize(1);
    assertThat(run("dead-letters", "redrive", "--event-id", "dead-" + ids[1], "--actor", "anna"))
        .isZero();
    assertThat(run("dead-letters", "discard", "--all", "--yes", "--actor", "ben")).isZero();
    assertThat(hosts().actions(10))
        .extracting(action -> action.actor() + " " + action.detail())
        .containsExactly("ben 2 dead letters: all", "anna 1 dead letter: event id dead-" + ids[1]);
  }

  @Test
  void aRedriveThatMayNotBeWrittenDownIsDone() throws Exception {
    die(insert(1)[0]);
    sql("ALTER TABLE " + table + "_actions ADD CHECK (false) NOT VALID");
    assertThat(run("dead-letters", "redrive", "--all")).isZero();
    assertThat(out.toString()).contains("1 dead letter is back in the queue");
    assertThat(err.toString()).contains("it is done, but not in the log of actions");
  }
}
