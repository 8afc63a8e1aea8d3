package io.durableemitter.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.durableemitter.api.EmitReceipt;
import io.durableemitter.chaos.check.Eventually;
import io.durableemitter.core.DurableEmitter;
import io.durableemitter.core.config.EmitterConfig;
import io.durableemitter.http.ContentMode;
import io.durableemitter.http.HttpBatchEmitter;
import io.durableemitter.http.HttpConfig;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * From PostgreSQL to a receiver by HTTP that fails, slows, hangs, redirects and loses answers, and
 * takes the rest. {@code -Dhttp.events=100000} sends so many and prints what came again.
 */
@Timeout(900)
class HttpDeliveryTest {

  private static final int EVENTS = Integer.getInteger("http.events", 1_000);
  private static final int MOST_HANGING = 30;
  private static final int AT_ONCE = 500;
  private static final ObjectMapper JSON = new ObjectMapper();

  private final TestEnvironment environment = new TestEnvironment();
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final CountDownLatch over = new CountDownLatch(1);
  private final AtomicInteger requests = new AtomicInteger();
  private final AtomicInteger hanging = new AtomicInteger();
  private final AtomicInteger arrivals = new AtomicInteger();
  private final Set<String> taken = new ConcurrentSkipListSet<>();
  private HttpServer server;

  @BeforeEach
  void listen() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(threads);
    server.createContext("/", this::answer);
    server.start();
  }

  @AfterEach
  void close() {
    over.countDown();
    environment.close();
    server.stop(0);
    threads.shutdownNow();
  }

  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      JsonNode body = JSON.readTree(exchange.getRequestBody().readAllBytes());
      int number = requests.incrementAndGet();
      if (number % 97 == 0 && hanging.incrementAndGet() <= MOST_HANGING) {
        awaitTheEnd();
      } else if (number % 7 == 0) {
        exchange.sendResponseHeaders(503, -1);
      } else if (number % 11 == 0) {
        exchange.getResponseHeaders().set("Location", "/elsewhere");
        exchange.sendResponseHeaders(307, -1);
      } else if (number % 13 == 0) {
        exchange.getResponseHeaders().set("Retry-After", "1");
        exchange.sendResponseHeaders(429, -1);
      } else {
        take(body);
        if (number % 19 == 0) {
          awaitAMoment();
        }
        // every 17th connection ends without an answer
        if (number % 17 != 0) {
          exchange.sendResponseHeaders(202, -1);
        }
      }
    }
  }

  private void take(JsonNode body) {
    if (body.isArray()) {
      body.forEach(this::take);
    } else {
      arrivals.incrementAndGet();
      taken.add(body.get("id").asText());
    }
  }

  private void awaitAMoment() {
    try {
      boolean unused = over.await(100, TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void awaitTheEnd() {
    try {
      assertThat(over.await(15, TimeUnit.MINUTES)).isTrue();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Test
  void eventsOutliveAReceiverThatFails() {
    deliverAll(ContentMode.STRUCTURED);
  }

  @Test
  void batchesOutliveAReceiverThatFails() {
    deliverAll(ContentMode.BATCH);
  }

  private void deliverAll(ContentMode mode) {
    HttpBatchEmitter transport =
        HttpBatchEmitter.builder("http://localhost:" + server.getAddress().getPort() + "/events")
            .plaintext()
            .config(
                HttpConfig.builder()
                    .contentMode(mode)
                    .batching(batching -> batching.batchSize(10))
                    .connectTimeout(Duration.ofSeconds(1))
                    .callTimeout(Duration.ofSeconds(1))
                    .longestRetryAfter(Duration.ofMillis(50))
                    .build())
            .build();
    EmitterConfig config =
        EmitterConfig.builder()
            .retransmit(
                retransmit ->
                    retransmit.after(Duration.ofSeconds(1)).interval(Duration.ofMillis(300)))
            .deliver(
                deliver ->
                    deliver.gate(
                        gate ->
                            gate.firstProbe(Duration.ofMillis(50))
                                .longestProbe(Duration.ofMillis(200))))
            .build();
    try (DurableEmitter emitter =
        DurableEmitter.builder()
            .store(environment.store())
            .transport(transport)
            .config(config)
            .build()) {
      emitter.start();
      Set<String> ids = emitAll(emitter);
      awaitEmpty();
      assertThat(taken).isEqualTo(ids);
      assertThat(emitter.stats().deadLetters()).isZero();
      assertThat(emitter.stats().deliveryFailures()).isPositive();
      int again = arrivals.get() - ids.size();
      assertThat(again).as("what lost its answer comes again").isPositive();
      if (EVENTS > 1_000) {
        System.out.printf(
            "%s: %d events, %d requests, %d came again%n", mode, ids.size(), requests.get(), again);
      }
    }
  }

  private static Set<String> emitAll(DurableEmitter emitter) {
    Set<String> ids = new TreeSet<>();
    List<CompletableFuture<EmitReceipt>> underWay = new ArrayList<>();
    for (int i = 0; i < EVENTS; i++) {
      byte[] body = ("{\"n\":" + i + "}").getBytes(StandardCharsets.UTF_8);
      underWay.add(
          emitter.emitAsync(
              body,
              Map.of("source", "shop", "type", "sample", "datacontenttype", "application/json")));
      if (underWay.size() == AT_ONCE || i == EVENTS - 1) {
        underWay.forEach(one -> ids.add(one.join().eventId()));
        underWay.clear();
      }
    }
    return ids;
  }

  /** Each look must find fewer rows than the one before, for a minute at most. */
  private void awaitEmpty() {
    long left = environment.rows();
    while (left > 0) {
      long before = left;
      Eventually.holds(() -> before + " rows are left", () -> environment.rows() < before);
      left = environment.rows();
    }
  }
}
