package io.durableemitter.spring.tests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.durableemitter.api.Event;
import io.durableemitter.api.EventEmitter;
import io.durableemitter.ingress.FaultPlan;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Value;

/** Health, the endpoint and the metrics, over HTTP. */
class ActuatorTest extends RunningShop {

  private static final Duration SOON = Duration.ofSeconds(60);

  private final HttpClient client = HttpClient.newHttpClient();

  @Autowired private EventEmitter emitter;

  @Value("${local.server.port}")
  private int port;

  @AfterEach
  void noFaults() {
    Services.faults(FaultPlan.none());
  }

  private HttpRequest.Builder at(String path) {
    return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/actuator/" + path));
  }

  private HttpResponse<String> send(HttpRequest request) throws IOException, InterruptedException {
    return client.send(request, HttpResponse.BodyHandlers.ofString());
  }

  private String get(String path) throws IOException, InterruptedException {
    HttpResponse<String> answer = send(at(path).build());
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    return answer.body();
  }

  private HttpResponse<String> post(String path, String json)
      throws IOException, InterruptedException {
    return send(
        at(path)
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(json))
            .build());
  }

  private String emit(String type) {
    return emitter.emit(Event.of("shop", type).json("{}")).eventId();
  }

  @Test
  void healthHasEachPart() throws Exception {
    assertThat(get("health/durableEmitter"))
        .contains("\"status\":\"UP\"", "\"store\":\"UP\"", "\"transport\":\"UP\"");
  }

  @Test
  void theEndpointTellsAndPausesAndResumes() throws Exception {
    assertThat(get("durableemitter")).contains("\"state\":", "\"emitted\":", "\"inFlight\":");

    assertThat(post("durableemitter/pause", "{}").statusCode()).isEqualTo(200);
    String held = emit("order.paid");
    assertThat(get("durableemitter")).contains("paused");
    assertThat(Services.SINK.contains(held)).isFalse();

    assertThat(post("durableemitter/resume", "{}").body()).contains("resume");
    await().atMost(SOON).until(() -> Services.SINK.contains(held));
  }

  @Test
  void deadLettersAreListedRedrivenAndDiscarded() throws Exception {
    refuse("order.refused");
    String mended = emit("order.refused");
    await().atMost(SOON).until(() -> get("durableemitter/dead-letters").contains(mended));
    assertThat(get("durableemitter/dead-letters?reason=rejected&limit=5"))
        .contains("\"type\":\"order.refused\"", "\"count\":1");
    assertThat(get("durableemitter/dead-letters?reason=expired")).contains("\"count\":0");

    Services.faults(FaultPlan.none());
    assertThat(post("durableemitter/redrive", "{\"type\":\"order.refused\"}").body())
        .contains("\"letters\":1");
    await().atMost(SOON).until(() -> Services.SINK.contains(mended));

    refuse("order.hopeless");
    emit("order.hopeless");
    await().atMost(SOON).until(() -> get("durableemitter/dead-letters").contains("order.hopeless"));
    assertThat(post("durableemitter/discard", "{\"all\":true}").body()).contains("\"letters\":1");
    assertThat(get("durableemitter/dead-letters")).contains("\"count\":0");
  }

  private static void refuse(String type) {
    Services.faults(
        FaultPlan.builder()
            .errorCode("VALIDATION_FAILED")
            .errorRate(1)
            .errorTypes(List.of(type))
            .build());
  }

  @Test
  void whatTheEndpointCannotDoIsRefused() throws Exception {
    assertThat(post("durableemitter/discard", "{}").statusCode()).isEqualTo(400);
    assertThat(post("durableemitter/redrive", "{\"reason\":\"tired\"}").statusCode())
        .isEqualTo(400);
    assertThat(post("durableemitter/redrive", "{\"all\":true,\"most\":0}").statusCode())
        .isEqualTo(400);
    assertThat(post("durableemitter/explode", "{}").statusCode()).isEqualTo(400);
    assertThat(send(at("durableemitter/letters").build()).statusCode()).isEqualTo(400);
    assertThat(send(at("durableemitter/dead-letters?limit=0").build()).statusCode()).isEqualTo(400);
  }

  @Test
  void metricsAreInTheRegistryOfTheApplication() throws Exception {
    String id = emit("order.paid");
    await().atMost(SOON).until(() -> Services.SINK.contains(id));
    assertThat(get("metrics"))
        .contains("durable_emitter.emit.success", "chip_ingress.batch.send_requests_total");
    assertThat(get("metrics/durable_emitter.emit.duration")).contains("\"baseUnit\":\"seconds\"");
    await()
        .atMost(SOON)
        .until(() -> !get("metrics/durable_emitter.emit.success").contains("\"value\":0.0"));
  }
}
