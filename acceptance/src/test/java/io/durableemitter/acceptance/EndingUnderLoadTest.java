package io.durableemitter.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.cloudevents.v1.proto.CloudEvent;
import io.durableemitter.broker.KafkaBrokers;
import io.durableemitter.broker.TopicReader;
import io.durableemitter.chaos.check.Eventually;
import io.durableemitter.chaos.child.ChildProcess;
import io.durableemitter.chipingress.ChipIngressClient;
import io.durableemitter.proto.PublishResult;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.IntSupplier;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** SIGTERM in the middle of load: a command ends in order, and what it has stored is not lost. */
@Timeout(300)
class EndingUnderLoadTest {

  private static final ObjectMapper JSON = new ObjectMapper();

  /** More than are sent before the signal comes. */
  private static final int EVENTS = 300_000;

  private static final int SENT_BEFORE = 500;

  private static KafkaBrokers brokers;

  @TempDir private Path folder = Path.of("");

  @BeforeAll
  static void startBroker() {
    brokers = KafkaBrokers.builder().start();
  }

  @AfterAll
  static void stopBroker() {
    brokers.close();
  }

  @Test
  void emitToKafkaEndsAndTheNextOneDeliversTheRest() throws Exception {
    brokers.createTopic("ending", 1, Map.of());
    emitEndsAndTheNextOneDeliversTheRest(
        () -> new HashSet<>(ids("ending")),
        () -> ids("ending").size(),
        "--to",
        "kafka:" + brokers.bootstrapServers() + "/ending");
  }

  @Test
  void emitByHttpEndsAndTheNextOneDeliversTheRest() throws Exception {
    Set<String> taken = ConcurrentHashMap.newKeySet();
    ExecutorService threads = Executors.newCachedThreadPool();
    HttpServer receiver =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    receiver.setExecutor(threads);
    receiver.createContext("/", exchange -> take(exchange, taken));
    receiver.start();
    try {
      emitEndsAndTheNextOneDeliversTheRest(
          () -> taken,
          taken::size,
          "--to",
          "http://localhost:" + receiver.getAddress().getPort() + "/events",
          "--http-mode",
          "binary");
    } finally {
      receiver.stop(0);
      threads.shutdownNow();
    }
  }

  private static void take(HttpExchange exchange, Set<String> taken) throws IOException {
    try (exchange) {
      exchange.getRequestBody().transferTo(OutputStream.nullOutputStream());
      taken.add(exchange.getRequestHeaders().getFirst("ce-id"));
      exchange.sendResponseHeaders(202, -1);
    }
  }

  private void emitEndsAndTheNextOneDeliversTheRest(
      Supplier<Set<String>> delivered, IntSupplier count, String... destination) throws Exception {
    JsonNode ended;
    try (ChildProcess emit = emit(file(EVENTS), destination)) {
      emit.await(() -> count.getAsInt() + " delivered", () -> count.getAsInt() >= SENT_BEFORE);
      emit.terminate();
      assertThat(emit.awaitExit()).as(emit.text()).isEqualTo(143);
      assertThat(emit.text()).doesNotContain("not closed in time", "Exception", "\tat ");
      ended = JSON.readTree(Commands.lastLineOf(emit));
    }
    int stored = ended.get("stored").asInt();
    assertThat(stored).as("it was in the middle: " + ended).isBetween(SENT_BEFORE, EVENTS - 1);
    try (ChildProcess next = emit(file(0), destination)) {
      assertThat(next.awaitExit()).as(next.text()).isZero();
      assertThat(JSON.readTree(Commands.lastLineOf(next)).get("pending").asInt()).isZero();
    }
    Set<String> all = delivered.get();
    assertThat(all.size()).isGreaterThanOrEqualTo(stored);
    if (ended.get("read").asInt() == stored) {
      assertThat(all).isEqualTo(idsTo(stored));
    } else {
      assertThat(idsTo(ended.get("read").asInt())).containsAll(all);
    }
  }

  private ChildProcess emit(Path input, String... destination) throws IOException {
    List<String> arguments = new ArrayList<>(List.of("emit"));
    arguments.addAll(Arrays.asList(destination));
    arguments.addAll(
        List.of(
            "--data-dir",
            folder.resolve("data").toString(),
            "--input",
            input.toString(),
            "--timeout",
            "60s",
            "--json"));
    return Commands.start(folder, arguments.toArray(new String[0]));
  }

  private Path file(int events) throws IOException {
    return Files.write(
        folder.resolve("events-" + events),
        IntStream.range(0, events)
            .mapToObj(
                i ->
                    "{\"specversion\":\"1.0\",\"id\":\""
                        + i
                        + "\",\"source\":\"shop\",\"type\":\"orders\"}")
            .toList());
  }

  private static Set<String> idsTo(int end) {
    return IntStream.range(0, end).mapToObj(Integer::toString).collect(Collectors.toSet());
  }

  private static List<String> ids(String topic) {
    return TopicReader.read(brokers.bootstrapServers(), topic).stream()
        .map(one -> new String(one.headers().lastHeader("ce_id").value(), StandardCharsets.UTF_8))
        .toList();
  }

  @Test
  void anIngressBeforeKafkaEndsAndWhatItHasAnsweredIsInItsTopic() throws Exception {
    brokers.createTopic("answered", 1, Map.of());
    Set<String> answered = ConcurrentHashMap.newKeySet();
    List<Thread> callers = new ArrayList<>();
    try (ChildProcess ingress = ingress("answered")) {
      ingress.await(() -> "listens", () -> ingress.output().contains("\"port\":"));
      int port =
          JSON.readTree(ingress.output().lines().findFirst().orElseThrow()).get("port").asInt();
      try (ChipIngressClient client =
          ChipIngressClient.builder("127.0.0.1:" + port).plaintext().build()) {
        for (int i = 0; i < 8; i++) {
          int number = i;
          callers.add(new Thread(() -> publish(client, "c" + number + "-", answered)));
        }
        callers.forEach(Thread::start);
        ingress.await(() -> answered.size() + " answered", () -> answered.size() >= SENT_BEFORE);
        ingress.terminate();
        int unused = ingress.awaitExit();
        assertThat(ingress.text()).doesNotContain("not closed in time", "Exception", "\tat ");
        assertThat(Commands.lastLineOf(ingress)).contains("\"accepted\":");
        Eventually.holds(() -> "callers end", () -> callers.stream().noneMatch(Thread::isAlive));
      }
    }
    assertThat(new HashSet<>(ids("answered"))).containsAll(answered);
  }

  private static void publish(ChipIngressClient client, String prefix, Set<String> answered) {
    try {
      for (int i = 0; i < EVENTS; i++) {
        if (client.publish(event(prefix + i)).stream().noneMatch(PublishResult::hasError)) {
          answered.add(prefix + i);
        }
      }
    } catch (RuntimeException gone) {
      // the ingress has ended: this event was not answered
    }
  }

  private ChildProcess ingress(String topic) throws IOException {
    return Commands.of(
            List.of(
                "ingress",
                "--port",
                "0",
                "--no-control",
                "--json",
                "--sink",
                "kafka",
                "--bootstrap",
                brokers.bootstrapServers(),
                "--topic",
                topic))
        .options(List.of("-Xmx256m"))
        .folder(folder)
        .output(folder.resolve("ingress.out"))
        .errors(folder.resolve("ingress.err"))
        .start();
  }

  private static CloudEvent event(String id) {
    return CloudEvent.newBuilder()
        .setId(id)
        .setSource("s")
        .setType("t")
        .setSpecVersion("1.0")
        .build();
  }
}
