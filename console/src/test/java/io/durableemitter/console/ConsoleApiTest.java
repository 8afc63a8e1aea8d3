package io.durableemitter.console;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.durableemitter.api.DeadLetterFilter;
import io.durableemitter.api.DeadLetterReason;
import io.durableemitter.spi.DurableEventStore;
import io.durableemitter.spi.DurableQueueStats;
import io.durableemitter.spi.HostReport;
import io.durableemitter.spi.QueueAction;
import io.durableemitter.spi.StoreException;
import io.durableemitter.testkit.ForwardingEventStore;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What the page asks and does, with a real queue. */
@Timeout(60)
class ConsoleApiTest {

  private static final ObjectMapper JSON = new ObjectMapper();

  private final TestQueue queue = new TestQueue();
  private final Console console =
      Console.builder(queue.store()).port(0).queueName("shop.events").build();
  private final Http http = new Http(URI.create("http://127.0.0.1:" + console.port()));

  @BeforeEach
  void start() {
    console.start();
  }

  @AfterEach
  void close() {
    console.close();
  }

  private JsonNode get(String path) throws Exception {
    Http.Reply reply = http.get(path);
    assertThat(reply.status()).as(reply.body()).isEqualTo(200);
    return JSON.readTree(reply.body());
  }

  private JsonNode post(String path, String body) throws Exception {
    Http.Reply reply = http.post(path, body);
    assertThat(reply.status()).as(reply.body()).isEqualTo(200);
    return JSON.readTree(reply.body());
  }

  @Test
  void theStatusIsThatOfTheQueueAndOfAllItsProcesses() throws Exception {
    queue.report(
        "one",
        "OPEN",
        "",
        Map.of(HostReport.EMITTED_PER_SECOND, 10.0, HostReport.DELIVERED_PER_SECOND, 8.0));
    queue.report("two", "OPEN", "", Map.of(HostReport.EMITTED_PER_SECOND, 2.5));
    queue.pending(new TestEvent("a", "shop", "placed", "{}"));
    queue.deadLetter(new TestEvent("b", "shop", "placed", "{}"), DeadLetterReason.REJECTED, "no");
    JsonNode status = get("/api/status");
    assertThat(status.get("queue").asText()).isEqualTo("shop.events");
    assertThat(status.get("pending").asLong()).isEqualTo(1);
    assertThat(status.get("ratePerSecondIn").asDouble()).isEqualTo(12.5);
    assertThat(status.get("ratePerSecondOut").asDouble()).isEqualTo(8);
    assertThat(status.get("gate").asText()).isEqualTo("OPEN");
    assertThat(status.at("/hosts/heard").asInt()).isEqualTo(2);
    assertThat(status.at("/deadLetters/byReason/rejected").asInt()).isEqualTo(1);
    assertThat(status.get("level").asText()).isEqualTo("warn");
    assertThat(status.get("paused").isNull()).isTrue();
    JsonNode hosts = get("/api/hosts").get("hosts");
    assertThat(hosts).hasSize(2);
    assertThat(hosts.findValuesAsText("name")).containsExactlyInAnyOrder("one", "two");
  }

  @Test
  void deadLettersAreFoundAndShownWhole() throws Exception {
    long id =
        queue.deadLetter(
            new TestEvent("b", "billing", "paid", "{\"total\":12345678901234567890.10,\"a\":[1]}"),
            DeadLetterReason.REJECTED,
            "VALIDATION_FAILED: no");
    queue.deadLetter(new TestEvent("c", "orders", "placed", "{}"), DeadLetterReason.EXPIRED, "");
    for (String query : List.of("eventId=b", "source=billing", "type=paid", "reason=rejected")) {
      JsonNode page = get("/api/dead-letters?" + query);
      assertThat(page.get("deadLetters").findValuesAsText("eventId"))
          .as(query)
          .containsExactly("b");
      assertThat(page.get("more").asBoolean()).isFalse();
      assertThat(get("/api/dead-letters/count?" + query).get("count").asInt()).isEqualTo(1);
    }
    assertThat(get("/api/dead-letters?source=nobody").get("deadLetters")).isEmpty();
    JsonNode shown = get("/api/dead-letters/" + id);
    assertThat(shown.get("lastError").asText()).isEqualTo("VALIDATION_FAILED: no");
    assertThat(shown.at("/attributes/datacontenttype").asText()).isEqualTo("application/json");
    assertThat(shown.get("data").asText())
        .isEqualTo("{\n  \"total\": 12345678901234567890.10,\n  \"a\": [\n    1\n  ]\n}");
    assertThat(http.get("/api/dead-letters/4711").status()).isEqualTo(404);
    assertThat(http.get("/api/dead-letters/x").status()).isEqualTo(400);
    assertThat(http.get("/api/dead-letters?reason=unwell").body()).contains("too_many_attempts");
  }

  @Test
  void pagesOfDeadLettersFollowEachOther() throws Exception {
    for (int i = 0; i < 53; i++) {
      queue.deadLetter(new TestEvent("e" + i, "s", "t", "{}"), DeadLetterReason.REJECTED, "");
    }
    JsonNode first = get("/api/dead-letters");
    assertThat(first.get("deadLetters")).hasSize(50);
    assertThat(first.get("more").asBoolean()).isTrue();
    JsonNode second = get("/api/dead-letters?after=" + first.get("next").asLong());
    assertThat(second.get("deadLetters").findValuesAsText("eventId"))
        .containsExactly("e50", "e51", "e52");
    assertThat(second.get("more").asBoolean()).isFalse();
  }

  @Test
  void pendingEventsAreFoundAndShownWhole() throws Exception {
    queue.pending(new TestEvent("a", "billing", "paid", "{\"n\":1}"));
    long row =
        queue.pending(
            new TestEvent(
                "b",
                "orders",
                "placed",
                Map.of("datacontenttype", "image/png"),
                new byte[] {0, 1, -1}));
    for (String query : List.of("eventId=b", "source=orders", "type=placed")) {
      assertThat(get("/api/pending?" + query).get("pending").findValuesAsText("eventId"))
          .containsExactly("b");
    }
    JsonNode shown = get("/api/pending/" + row);
    assertThat(shown.get("format").asText()).isEqualTo("hex");
    assertThat(shown.get("data").asText()).contains("00 01 ff", "|...|");
    assertThat(get("/api/leases").get("owners")).isEmpty();
    assertThat(http.get("/api/pending/4711").status()).isEqualTo(404);
  }

  @Test
  void largeDataIsShownInPart() throws Exception {
    long row =
        queue.pending(
            new TestEvent(
                "a",
                "s",
                "t",
                Map.of(),
                "é".repeat(50_000).getBytes(java.nio.charset.StandardCharsets.UTF_8)));
    JsonNode shown = get("/api/pending/" + row);
    assertThat(shown.get("dataBytes").asInt()).isEqualTo(100_000);
    assertThat(shown.get("shownBytes").asInt()).isLessThanOrEqualTo(64 << 10);
    assertThat(shown.get("format").asText()).isEqualTo("text");
    assertThat(shown.get("data").asText()).matches("é+");
  }

  @Test
  void redrivingAndDiscardingMoveWhatIsMeantAndAreWrittenDown() throws Exception {
    long a = queue.deadLetter(new TestEvent("a", "s", "t", "{}"), DeadLetterReason.REJECTED, "");
    long b = queue.deadLetter(new TestEvent("b", "s", "u", "{}"), DeadLetterReason.REJECTED, "");
    long upTo = get("/api/dead-letters/count").get("upToId").asLong();
    long later =
        queue.deadLetter(new TestEvent("c", "s", "u", "{}"), DeadLetterReason.REJECTED, "");
    assertThat(upTo).isEqualTo(b);
    assertThat(http.post("/api/dead-letters/discard", "{}").status()).isEqualTo(400);
    assertThat(http.post("/api/dead-letters/discard", "{\"ids\":[]}").status()).isEqualTo(400);
    assertThat(post("/api/dead-letters/redrive", "{\"ids\":[" + a + "]}").get("moved").asInt())
        .isEqualTo(1);
    assertThat(queue.store().observeQueue(ShownQueue.TTL, ShownQueue.TTL).depth()).isEqualTo(1);
    JsonNode discarded =
        post("/api/dead-letters/discard", "{\"type\":\"u\",\"upToId\":" + upTo + "}");
    assertThat(discarded.get("moved").asInt()).isEqualTo(1);
    assertThat(queue.store().findDeadLetter(later)).isPresent();
    assertThat(queue.store().findDeadLetter(b)).isEmpty();
    JsonNode actions = get("/api/actions").get("actions");
    assertThat(actions.findValuesAsText("kind")).containsExactly("discard", "redrive");
    assertThat(actions.findValuesAsText("detail"))
        .containsExactly("1 dead letter: type u up to " + upTo, "1 dead letter: [" + a + "]");
    assertThat(actions.findValuesAsText("actor")).containsOnly("console@loopback");
  }

  @Test
  void ordersAreForAllProcessesAndSayWhy() throws Exception {
    queue.pending(new TestEvent("a", "s", "t", "{}"));
    assertThat(http.post("/api/pause", "{}").body()).contains("reason is missing");
    post("/api/pause", "{\"reason\":\"upgrade\"}");
    JsonNode status = get("/api/status");
    for (int i = 0; i < 100 && status.get("paused").isNull(); i++) {
      status = get("/api/status");
    }
    assertThat(status.at("/paused/reason").asText()).isEqualTo("upgrade");
    assertThat(status.get("gate").asText()).isEqualTo("PAUSED");
    assertThat(status.get("sentence").asText()).startsWith("Delivery is paused: 1 event waits");
    post("/api/resume", "{\"reason\":\"done\"}");
    post("/api/confirm-expiry", "{\"reason\":\"the clock was wrong\"}");
    assertThat(queue.registry().orders().pause()).isEmpty();
    assertThat(queue.registry().actions(10))
        .extracting(action -> action.kind().orElseThrow())
        .containsExactly(
            QueueAction.Kind.CONFIRM_EXPIRY, QueueAction.Kind.RESUME, QueueAction.Kind.PAUSE);
  }

  @Test
  void aFilterThatSaysNothingIsNotTakenForAll() throws Exception {
    long id = queue.deadLetter(new TestEvent("a", "s", "t", "{}"), DeadLetterReason.REJECTED, "");
    for (String member : List.of("ids", "reason", "eventId", "source", "type")) {
      String empty = member.equals("ids") ? "[]" : "\" \"";
      for (String value : List.of("null", empty)) {
        String body = "{\"" + member + "\":" + value + ",\"upToId\":" + id + "}";
        for (String action : List.of("discard", "redrive")) {
          Http.Reply reply = http.post("/api/dead-letters/" + action, body);
          assertThat(reply.status()).as(body).isEqualTo(400);
          assertThat(reply.body()).contains(member + " is there but empty");
        }
      }
    }
    assertThat(
            http.post("/api/dead-letters/discard", "{\"ids\":[" + id + "],\"upToId\":null}")
                .status())
        .isEqualTo(400);
    assertThat(queue.store().findDeadLetter(id)).isPresent();
  }

  @Test
  void whatIsDoneButCannotBeWrittenDownIsAnsweredAsDone() throws Exception {
    long a = queue.deadLetter(new TestEvent("a", "s", "t", "{}"), DeadLetterReason.REJECTED, "");
    long b = queue.deadLetter(new TestEvent("b", "s", "t", "{}"), DeadLetterReason.REJECTED, "");
    assertThat(post("/api/dead-letters/discard", "{\"ids\":[" + a + "]}").has("notRecorded"))
        .isFalse();
    queue.execute("ALTER TABLE {table}_actions RENAME TO away_actions");
    JsonNode done = post("/api/dead-letters/discard", "{\"ids\":[" + b + "]}");
    assertThat(done.get("moved").asInt()).isEqualTo(1);
    assertThat(done.get("notRecorded").asBoolean()).isTrue();
    // an order that is not written down is not given
    assertThat(http.post("/api/pause", "{\"reason\":\"x\"}").status()).isEqualTo(503);
  }

  @Test
  void whatIsDoneHalfWayIsWrittenDown() throws Exception {
    queue.deadLetter(new TestEvent("a", "s", "t", "{}"), DeadLetterReason.REJECTED, "");
    String columns =
        "row_id, event_id, source, type, payload, created_at, reason, last_error, attempts";
    queue.execute(
        "INSERT INTO {table}_dead_letters (%1$s) SELECT %1$s FROM {table}_dead_letters, generate_series(1, 500)"
            .formatted(columns));
    long upTo = queue.store().lastDeadLetterId();
    AtomicLong slices = new AtomicLong();
    DurableEventStore failing =
        new ForwardingEventStore(queue.store()) {
          @Override
          public int discardDeadLetters(DeadLetterFilter filter, int limit) {
            if (slices.incrementAndGet() > 1) {
              throw new StoreException(StoreException.Outcome.NOT_DONE, "gone", null);
            }
            return super.discardDeadLetters(filter, limit);
          }
        };
    try (Console own = Console.builder(failing).port(0).build().start()) {
      Http client = new Http(URI.create("http://127.0.0.1:" + own.port()));
      Http.Reply reply = client.post("/api/dead-letters/discard", "{\"upToId\":" + upTo + "}");
      assertThat(reply.status()).isEqualTo(503);
      assertThat(reply.body()).contains("when 500 dead letters had been moved", "gone");
    }
    assertThat(queue.registry().actions(1).get(0).detail())
        .isEqualTo("500 dead letters: up to " + upTo);
  }

  @Test
  void anErrorDoesNotEndTheLooks() throws Exception {
    AtomicLong looks = new AtomicLong();
    DurableEventStore failing =
        new ForwardingEventStore(queue.store()) {
          @Override
          public DurableQueueStats observeQueue(Duration ttl, Duration lead) {
            if (looks.incrementAndGet() == 1) {
              throw new StackOverflowError("once");
            }
            return super.observeQueue(ttl, lead);
          }
        };
    try (Console own = Console.builder(failing).port(0).build().start()) {
      Http client = new Http(URI.create("http://127.0.0.1:" + own.port()));
      assertThat(client.get("/api/status").status()).isEqualTo(200);
    }
  }

  /** A table that is older than the console, or a role that may not read all of it. */
  @Test
  void whatCannotBeReadIsSaidAndTheRestIsShown() throws Exception {
    queue.pending(new TestEvent("a", "s", "t", "{}"));
    for (String part : List.of("hosts", "actions", "dead_letters")) {
      queue.execute("ALTER TABLE {table}_" + part + " RENAME TO away_" + part);
    }
    JsonNode status = get("/api/status");
    assertThat(status.get("pending").asInt()).isEqualTo(1);
    assertThat(status.get("level").asText()).isEqualTo("warn");
    assertThat(status.get("sentence").asText()).contains("dead letters cannot be read");
    for (String part : List.of("hosts", "orders", "deadLetters")) {
      assertThat(status.at("/unread/" + part).asText()).as(part).contains("does not exist");
    }
    JsonNode hosts = get("/api/hosts");
    assertThat(hosts.get("known").asBoolean()).isFalse();
    assertThat(hosts.get("problem").asText()).contains("_hosts");
    queue.execute("ALTER TABLE {table} RENAME TO away");
    try (Console away = Console.builder(queue.store()).port(0).build().start()) {
      Http client = new Http(URI.create("http://127.0.0.1:" + away.port()));
      assertThat(client.get("/api/status").body()).contains("The database does not answer");
    }
  }

  @Test
  void nobodyLooksAtTheQueueForNobody() throws Exception {
    AtomicLong later = new AtomicLong();
    try (Console own =
        Console.builder(queue.store())
            .port(0)
            .ticker(() -> System.nanoTime() + later.get())
            .build()
            .start()) {
      awaitIdle(own);
      Http client = new Http(URI.create("http://127.0.0.1:" + own.port()));
      assertThat(client.get("/api/status").status()).isEqualTo(200);
      assertThat(own.isIdle()).isFalse();
      later.set(Sampler.UNWATCHED.toNanos());
      awaitIdle(own);
    }
  }

  private static void awaitIdle(Console console) {
    long until = System.nanoTime() + Duration.ofSeconds(30).toNanos();
    while (!console.isIdle()) {
      assertThat(System.nanoTime()).isLessThan(until);
      Thread.onSpinWait();
    }
  }
}
