package io.durableemitter.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpServer;
import io.durableemitter.chaos.child.ChildProcess;
import io.durableemitter.ingress.FaultPlan;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A relay as a service: how it tells how it is, and what it does. */
@Timeout(240)
class RelayServiceTest {

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
  void healthTellsWhatIsWrongAndSinceWhen() throws Exception {
    try (ChildProcess relay = relays.start("--retransmit-after", "1s", "--health-port", "0")) {
      relay.await(() -> "a port", () -> relay.text().contains("health on "));
      String url = relay.text().replaceFirst("(?s).*health on (http://\\S+);.*", "$1");
      relay.await(() -> "ready", () -> get(url + "/readyz").statusCode() == 200);
      assertThat(get(url + "/livez").statusCode()).isEqualTo(200);

      String gone = environment.table().replaceFirst(".*\\.", "");
      environment.execute("ALTER TABLE " + environment.table() + " RENAME TO away");
      relay.await(() -> "not ready", () -> get(url + "/readyz").statusCode() == 503);
      JsonNode sending = part(get(url + "/readyz").body(), "retransmit");
      assertThat(sending.get("state").asText()).isEqualTo("DEGRADED");
      assertThat(sending.get("problem").asText()).contains("the last pass failed");
      assertThat(Instant.parse(sending.get("since").asText()))
          .isAfter(
              Instant.parse(part(get(url + "/readyz").body(), "emitter").get("since").asText()));
      assertThat(get(url + "/livez").statusCode()).as("a restart would not help").isEqualTo(200);

      environment.execute(
          "ALTER TABLE "
              + environment.table().replaceFirst("\\..*", ".away")
              + " RENAME TO "
              + gone);
      relay.await(() -> "ready again", () -> get(url + "/readyz").statusCode() == 200);
      assertThat(get(url + "/").statusCode()).isEqualTo(404);
    }
  }

  @Test
  void prometheusFindsItsMetricsAndThoseOfTheIngress() throws Exception {
    environment
        .ingress()
        .setFaults(
            FaultPlan.builder().errorCode("VALIDATION_FAILED").errorIdPrefix("0000000007").build());
    relays.insertBySql(1, 10);
    int port = freePort();
    int another = freePort();
    try (ChildProcess relay =
            relays.start("--retransmit-after", "1s", "--metrics-port", "" + port);
        ChildProcess ingress =
            Commands.start(
                folder, "ingress", "--port", "0", "--no-control", "--metrics-port", "" + another)) {
      String url = "http://127.0.0.1:" + port + "/metrics";
      relay.await(() -> "serving", () -> relay.text().contains("metrics on " + url));
      relay.await(
          () -> "delivered",
          () ->
              matches(get(url).body(), "delivery_completed_total\\{[^}]*} 9.0")
                  && matches(get(url).body(), "dead_letters_total\\{.*\"rejected\".*} 1.0"));
      assertThat(get(url).body())
          .contains("service_name=\"durable-emitter-relay\"")
          .contains("# TYPE durable_emitter_queue_pending gauge")
          .containsPattern("durable_emitter_dead_letters_present\\{[^}]*reason=\"expired\"");
      String others = "http://127.0.0.1:" + another + "/metrics";
      ingress.await(() -> "serving", () -> ingress.text().contains("metrics are on " + others));
      assertThat(get(others).body())
          .contains("durable_emitter_ingress_received_total", "durable_emitter_ingress_calls_total")
          .contains("durable_emitter_ingress_bytes_in_flight_bytes")
          .contains("service_name=\"durable-emitter-ingress\"");
    }
  }

  @Test
  void otlpNeedsNothingButTheVariablesOfOpenTelemetry() throws Exception {
    List<String> posts = new CopyOnWriteArrayList<>();
    HttpServer collector =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    collector.createContext(
        "/",
        exchange -> {
          byte[] body = exchange.getRequestBody().readAllBytes();
          posts.add(exchange.getRequestURI() + " " + new String(body, StandardCharsets.ISO_8859_1));
          exchange.sendResponseHeaders(200, -1);
          exchange.close();
        });
    collector.start();
    relays.insertBySql(1, 10);
    try (ChildProcess relay =
        Commands.of(relays.arguments("--retransmit-after", "1s", "--until-empty"))
            .variable("OTEL_METRICS_EXPORTER", "otlp")
            .variable(
                "OTEL_EXPORTER_OTLP_ENDPOINT",
                "http://127.0.0.1:" + collector.getAddress().getPort())
            .folder(folder)
            .output(folder.resolve("otlp.out"))
            .start()) {
      relay.endInput();
      assertThat(relay.awaitExit()).as(relay.text()).isZero();
      assertThat(posts)
          .isNotEmpty()
          .allMatch(post -> post.startsWith("/v1/metrics "))
          .anyMatch(post -> post.contains("durable_emitter.queue.pending"));
    } finally {
      collector.stop(0);
    }
  }

  @Test
  void theLogIsJsonIfThatIsAskedFor() throws Exception {
    try (ChildProcess relay = relays.start("--until-empty", "--verbose", "--log-format", "json")) {
      assertThat(relay.awaitExit()).as(relay.text()).isZero();
      List<String> lines =
          relay.errors().lines().filter(line -> !line.startsWith("relay delivers")).toList();
      assertThat(lines).isNotEmpty();
      List<JsonNode> records = new ArrayList<>();
      for (String line : lines) {
        records.add(new ObjectMapper().readTree(line));
      }
      assertThat(records)
          .allMatch(one -> one.has("time") && one.has("level") && one.has("message"))
          .anyMatch(
              one ->
                  one.get("logger").asText().startsWith("io.durableemitter.")
                      && one.get("message").asText().startsWith("started: version "));
    }
  }

  private static boolean matches(String scrape, String metric) {
    return scrape.lines().anyMatch(line -> line.matches("durable_emitter_" + metric));
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  private static JsonNode part(String report, String name) throws IOException {
    for (JsonNode part : new ObjectMapper().readTree(report).get("components")) {
      if (part.get("name").asText().equals(name)) {
        return part;
      }
    }
    throw new AssertionError("no " + name + " in " + report);
  }

  private static HttpResponse<String> get(String url) {
    try {
      return HttpClient.newHttpClient()
          .send(
              HttpRequest.newBuilder(URI.create(url)).build(),
              HttpResponse.BodyHandlers.ofString());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }
}
