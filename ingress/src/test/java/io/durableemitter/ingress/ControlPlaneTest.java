package io.durableemitter.ingress;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.google.protobuf.Timestamp;
import io.cloudevents.v1.proto.CloudEvent;
import io.cloudevents.v1.proto.CloudEvent.CloudEventAttributeValue;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class ControlPlaneTest {

  private final InMemorySink sink = new InMemorySink(100);
  private final IngressServer server = IngressServer.builder().controlPort(0).sink(sink).build();
  private final HttpClient http = HttpClient.newHttpClient();

  @BeforeEach
  void start() {
    server.start();
  }

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  void tellsWhatArrived() throws Exception {
    sink.take(List.of(event("a"), event("b"), event("a")));

    assertThat(json("GET", "/healthz", "").get("status").asText()).isEqualTo("ok");
    assertThat(json("GET", "/events/count", "").toString())
        .contains("\"count\":2", "\"duplicates\":1");
    assertThat(json("GET", "/stats", "").get("distinct").asInt()).isEqualTo(2);
    assertThat(send("GET", "/events/ids", "").body().lines())
        .containsExactlyInAnyOrder("a", "a", "b");
    JsonNode events = json("GET", "/events?limit=1", "");
    assertThat(events).hasSize(1);
    assertThat(events.get(0).get("id").asText()).isEqualTo("a");
    assertThat(events.get(0).get("data").asText()).isEqualTo("text");
    assertThat(events.get(0).get("at").asText()).isEqualTo("1970-01-01T00:00:05Z");

    json("POST", "/reset", "");
    assertThat(sink.distinctCount()).isZero();
  }

  @Test
  void setsFaults() throws Exception {
    assertThat(json("POST", "/outage/on", "").get("outage").asBoolean()).isTrue();
    assertThat(json("GET", "/faults", "").get("outage").asBoolean()).isTrue();
    assertThat(json("POST", "/outage/off", "").get("outage").asBoolean()).isFalse();
    JsonNode plan =
        json(
            "POST",
            "/faults",
            "{\"errorCode\":\"SCHEMA_MISSING\",\"results\":\"FEWER\",\"status\":null}");
    assertThat(plan.get("errorRate").asDouble()).as("left out").isEqualTo(1);
    assertThat(plan.get("results").asText()).isEqualTo("FEWER");
  }

  @Test
  void refusesWhatItDoesNotUnderstand() throws Exception {
    assertError(400, "POST", "/faults", "{\"latncyMillis\":1}", "latncyMillis");
    assertError(400, "POST", "/faults", "{\"latencyMillis\":-1}", "latencyMillis must be 0");
    assertError(400, "POST", "/faults", "oops", "not a fault plan");
    assertError(
        400, "POST", "/faults", "\"" + "x".repeat(70_000) + "\"", "larger than 65536 bytes");
    assertError(400, "GET", "/events?limit=x", "", "the query must be limit=N");
    assertError(404, "GET", "/nothing", "", "there are GET / /livez /readyz /healthz");
    assertError(404, "POST", "/healthz", "", "there is no POST");
  }

  @Test
  void aPlanIsParsedAndCheckedBeforeItIsSet() throws Exception {
    json("POST", "/outage/on", "");
    assertError(400, "POST", "/faults", "null", "not a fault plan: null");
    assertError(400, "POST", "/faults", "{} {}", "not a fault plan");
    assertError(400, "POST", "/faults", "", "not a fault plan");
    assertThat(json("GET", "/faults", "").get("outage").asBoolean()).as("as before").isTrue();
  }

  @Test
  void refusesWhatAWebPageSends() throws Exception {
    String own = "http://127.0.0.1:" + server.controlPort().orElseThrow();
    for (String path : List.of("/outage/on", "/faults", "/reset")) {
      assertRefused(403, path, "Origin", "https://evil.example");
      assertRefused(403, path, "Origin", "null");
      assertRefused(403, path, "Origin", "http://127.0.0.1:1");
      assertRefused(403, path, "Sec-Fetch-Site", "cross-site");
      assertRefused(403, path, "Sec-Fetch-Site", "same-site");
      assertRefused(415, path, "Content-Type", "text/plain");
      assertRefused(415, path, "Content-Type", "application/x-www-form-urlencoded");
    }
    assertThat(json("GET", "/faults", "").get("outage").asBoolean()).isFalse();
    assertThat(post("/faults", "Origin", own).statusCode()).isEqualTo(200);
    assertThat(post("/faults", "Sec-Fetch-Site", "none").statusCode()).isEqualTo(200);
    assertThat(post("/faults", "Content-Type", "application/json; charset=utf-8").statusCode())
        .isEqualTo(200);
  }

  private void assertRefused(int status, String path, String header, String value)
      throws Exception {
    assertThat(post(path, header, value).statusCode())
        .as("%s with %s: %s", path, header, value)
        .isEqualTo(status);
  }

  private HttpResponse<String> post(String path, String header, String value) throws Exception {
    HttpRequest.Builder request =
        request(path).POST(HttpRequest.BodyPublishers.ofString("{}")).setHeader(header, value);
    return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
  }

  @Test
  void showsEventsAsTheyAreWhateverTheyHave() throws Exception {
    CloudEvent odd =
        event("real").toBuilder()
            .putAttributes("id", text("forged"))
            .putAttributes("data", text("forged"))
            .putAttributes("then", time(Long.MAX_VALUE))
            .build();
    sink.take(List.of(odd));
    JsonNode shown = json("GET", "/events", "").get(0);
    assertThat(shown.get("id").asText()).isEqualTo("real");
    assertThat(shown.get("data").asText()).isEqualTo("text");
    assertThat(shown.get("attribute:id").asText()).isEqualTo("forged");
    assertThat(shown.get("then").asText()).isEqualTo("out of range: 9223372036854775807 s, 0 ns");
  }

  @Test
  void manyIdsComeWholeAndAsOftenAsTheyCame() throws Exception {
    InMemorySink large = new InMemorySink(100_000);
    try (IngressServer other = IngressServer.builder().controlPort(0).sink(large).build()) {
      other.start();
      for (int i = 0; i < 20_000; i++) {
        large.take(List.of(event("id-" + i), event("id-" + i)));
      }
      HttpRequest request =
          HttpRequest.newBuilder(
                  URI.create(
                      "http://127.0.0.1:" + other.controlPort().orElseThrow() + "/events/ids"))
              .build();
      List<String> ids = http.send(request, HttpResponse.BodyHandlers.ofLines()).body().toList();
      assertThat(ids).hasSize(40_000);
      assertThat(ids.stream().distinct()).hasSize(20_000);
    }
  }

  @Test
  void thereIsNoControlPlaneUnlessItIsAskedFor() {
    try (IngressServer plain = IngressServer.builder().build()) {
      plain.start();
      assertThat(plain.controlPort()).isEmpty();
    }
  }

  @Test
  void refusesAForeignHostName() throws Exception {
    try (Socket socket =
        new Socket(InetAddress.getLoopbackAddress(), server.controlPort().orElseThrow())) {
      socket
          .getOutputStream()
          .write(
              "GET /stats HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\n\r\n"
                  .getBytes(StandardCharsets.US_ASCII));
      String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
      assertThat(answer).startsWith("HTTP/1.1 403").contains("must name localhost");
    }
  }

  private void assertError(int status, String method, String path, String body, String message)
      throws Exception {
    HttpResponse<String> response = send(method, path, body);
    assertThat(response.statusCode()).isEqualTo(status);
    assertThat(response.body()).contains("\"error\"").contains(message);
  }

  private JsonNode json(String method, String path, String body) throws Exception {
    HttpResponse<String> response = send(method, path, body);
    assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
    return new ObjectMapper().readTree(response.body());
  }

  private HttpResponse<String> send(String method, String path, String body) throws Exception {
    HttpRequest request =
        request(path).method(method, HttpRequest.BodyPublishers.ofString(body)).build();
    return http.send(request, HttpResponse.BodyHandlers.ofString());
  }

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(
            URI.create("http://127.0.0.1:" + server.controlPort().orElseThrow() + path))
        .header("Content-Type", "application/json");
  }

  private static CloudEventAttributeValue text(String value) {
    return CloudEventAttributeValue.newBuilder().setCeString(value).build();
  }

  private static CloudEventAttributeValue time(long seconds) {
    return CloudEventAttributeValue.newBuilder()
        .setCeTimestamp(Timestamp.newBuilder().setSeconds(seconds))
        .build();
  }

  private static CloudEvent event(String id) {
    return CloudEvent.newBuilder()
        .setId(id)
        .setSource("s")
        .setType("t")
        .setSpecVersion("1.0")
        .putAttributes("at", time(5))
        .setTextData("text")
        .build();
  }
}
