package io.durableemitter.ingress;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.cloudevents.v1.proto.CloudEvent;
import io.durableemitter.api.HealthReport.Component;
import io.durableemitter.api.HealthReport.State;
import io.durableemitter.chipingress.ChipIngressClient;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What the server tells of itself: figures for people and for machines, and how it is. */
@Timeout(60)
class IngressPageTest {

  private final IngressServer server = IngressServer.builder().controlPort(0).build();
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
  void figuresAreByReasonAndByClient() throws Exception {
    publish("one", "type");
    publish("one", "type");
    publish("two", "type");
    server.setFaults(
        FaultPlan.builder().errorCode("SCHEMA_MISSING").errorTypes(List.of("refused")).build());
    publish("three", "refused");

    JsonNode stats = new ObjectMapper().readTree(get("/stats").body());
    assertThat(stats.get("received").asInt()).isEqualTo(4);
    assertThat(stats.get("accepted").asInt()).isEqualTo(3);
    assertThat(stats.get("duplicates").asInt()).isEqualTo(1);
    assertThat(stats.get("receivedPerSecond").asDouble()).isPositive();
    assertThat(stats.get("rejectedByCode").toString())
        .isEqualTo("{\"PUBLISH_ERROR_CODE_SCHEMA_MISSING\":1}");
    assertThat(stats.get("clients").get("127.0.0.1").toString())
        .isEqualTo("{\"received\":4,\"accepted\":3,\"rejected\":1}");

    HttpResponse<String> page = get("/");
    assertThat(page.headers().firstValue("Content-Type")).hasValue("text/html; charset=utf-8");
    assertThat(page.headers().firstValue("Content-Security-Policy").orElse(""))
        .startsWith("default-src 'none';")
        .contains("frame-ancestors 'none'");
    assertThat(page.body())
        .contains("<td class=c>received</td><td class=n>4</td>")
        .contains("PUBLISH_ERROR_CODE_SCHEMA_MISSING</td><td class=n>1</td>")
        .contains("127.0.0.1</td><td class=n>4</td><td class=n>3</td><td class=n>1</td>")
        .doesNotContain("<script", "http:", "https:");
  }

  @Test
  void whoeverSendsScriptsIsShownAsText() {
    String page =
        IngressPage.of(
            "<script>alert(1)</script>",
            List.of(
                new Component("sink", State.DOWN, "\"><img src=x onerror='alert(2)'>\u001b[2J")),
            Map.of("clients", Map.of("<b>", Map.of("received", 1L))));
    assertThat(page)
        .contains("&lt;script&gt;alert(1)&lt;/script&gt;", "&quot;&gt;&lt;img", "&lt;b&gt;")
        .doesNotContain("<script", "<img", "<b>", "\u001b");
  }

  @Test
  void readinessTellsWhatIsWrongAndSinceWhen() throws Exception {
    assertThat(get("/livez").statusCode()).isEqualTo(200);
    HttpResponse<String> ready = get("/readyz");
    assertThat(ready.statusCode()).isEqualTo(200);
    assertThat(ready.body()).startsWith("{\"ready\":true,");

    server.setFaults(FaultPlan.ofOutage());
    HttpResponse<String> away = get("/readyz");
    assertThat(away.statusCode()).isEqualTo(503);
    JsonNode part = new ObjectMapper().readTree(away.body()).get("components").get(0);
    assertThat(part.get("name").asText()).isEqualTo("server");
    assertThat(part.get("state").asText()).isEqualTo("DOWN");
    assertThat(part.get("problem").asText()).isEqualTo("outage by fault plan");
    assertThat(part.get("since").asText()).endsWith("Z");
    assertThat(part.get("seconds").asDouble()).isNotNegative();
    assertThat(get("/livez").statusCode()).as("a restart would not help").isEqualTo(200);
    assertThat(get("/healthz").statusCode()).isEqualTo(200);
  }

  private void publish(String id, String type) {
    try (ChipIngressClient client =
        ChipIngressClient.builder("127.0.0.1:" + server.port()).plaintext().build()) {
      client.publish(
          CloudEvent.newBuilder()
              .setId(id)
              .setSource("s")
              .setType(type)
              .setSpecVersion("1.0")
              .build());
    }
  }

  private HttpResponse<String> get(String path) throws Exception {
    URI uri = URI.create("http://127.0.0.1:" + server.controlPort().orElseThrow() + path);
    return http.send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString());
  }
}
