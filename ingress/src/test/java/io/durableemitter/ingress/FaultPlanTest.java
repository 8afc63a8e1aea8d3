package io.durableemitter.ingress;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.cloudevents.v1.proto.CloudEvent;
import io.durableemitter.proto.ChipIngressGrpc;
import io.durableemitter.proto.CloudEventBatch;
import io.durableemitter.proto.PublishErrorCode;
import io.durableemitter.proto.PublishResponse;
import io.durableemitter.proto.PublishResult;
import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The faults of single events and of whole calls, as the control plane sets them. */
@Timeout(60)
class FaultPlanTest {

  private final IngressServer server = IngressServer.builder().controlPort(0).build();
  private ManagedChannel channel = NettyChannelBuilder.forTarget("unused").build();

  @BeforeEach
  void start() {
    server.start();
    channel.shutdownNow();
    channel = NettyChannelBuilder.forAddress("127.0.0.1", server.port()).usePlaintext().build();
  }

  @AfterEach
  void stop() {
    channel.shutdownNow();
    server.close();
  }

  @Test
  void eventsAreRefusedByTheBeginningOfTheirIds() throws Exception {
    faults("{\"errorCode\":\"ENCODE_ERROR\",\"errorIdPrefix\":\"bad-\"}");
    PublishResponse response = publish("bad-1", "good-1", "bad-2");
    assertThat(response.getResultsList())
        .extracting(PublishResult::hasError)
        .containsExactly(true, false, true);
    assertThat(response.getResults(0).getError().getErrorCode())
        .isEqualTo(PublishErrorCode.PUBLISH_ERROR_CODE_ENCODE_ERROR);
    assertThat(server.sink().distinctCount()).isEqualTo(1);
  }

  @Test
  void aCallWithAPoisonEventFailsAndAcceptsNothing() throws Exception {
    faults("{\"status\":\"INTERNAL\",\"statusIdPrefix\":\"poison\"}");
    assertStatus(Status.Code.INTERNAL, "a", "poison-1", "b");
    assertThat(server.sink().distinctCount()).isZero();
    publish("a", "b");
    assertThat(server.sink().distinctCount()).isEqualTo(2);
  }

  @Test
  void aCallCanFailWithAnyStatusAfterItsEventsWereAccepted() throws Exception {
    for (String status : List.of("UNAVAILABLE", "DEADLINE_EXCEEDED", "INTERNAL")) {
      faults("{\"statusAfterAccept\":\"" + status + "\",\"calls\":1}");
      assertStatus(Status.Code.valueOf(status), status);
      assertThat(server.sink().contains(status)).isTrue();
    }
  }

  @Test
  void anOverloadedServerAsksToComeAgainAndAcceptsNothing() throws Exception {
    faults("{\"overloaded\":true}");
    assertThatThrownBy(() -> publish("a"))
        .hasMessageContaining("RESOURCE_EXHAUSTED")
        .hasMessageContaining("come again");
    assertThat(server.sink().distinctCount()).isZero();
  }

  @Test
  void aHangingServerNeitherAcceptsNorAnswers() throws Exception {
    faults("{\"hang\":true}");
    assertThatThrownBy(
            () ->
                ChipIngressGrpc.newBlockingStub(channel)
                    .withDeadlineAfter(200, TimeUnit.MILLISECONDS)
                    .publishBatch(batch("a")))
        .hasMessageContaining("DEADLINE_EXCEEDED");
    assertThat(server.sink().distinctCount()).isZero();
  }

  @Test
  void fewerResultsOfABatchWithoutEventsAreNone() throws Exception {
    faults("{\"results\":\"FEWER\"}");
    assertThat(publish().getResultsCount()).isZero();
    assertThat(publish("a").getResultsCount()).isZero();
  }

  @Test
  void aPlanSurvivesJson() throws Exception {
    FaultPlan plan =
        FaultPlan.builder()
            .calls(2)
            .latencyMillis(3)
            .status("INTERNAL")
            .statusIdPrefix("p")
            .statusAfterAccept("UNKNOWN")
            .overloaded(true)
            .hang(true)
            .errorCode("UNKNOWN")
            .errorRate(0.5)
            .errorTypes(List.of("t"))
            .errorIdPrefix("e")
            .results(FaultPlan.Results.MORE)
            .dropAnswers(true)
            .build();
    ObjectMapper json = new ObjectMapper();
    String written = json.writeValueAsString(plan);
    assertThat(json.readTree(written).size()).isEqualTo(14);
    assertThat(json.writeValueAsString(json.readValue(written, FaultPlan.class)))
        .isEqualTo(written);
    assertThat(json.writeValueAsString(plan.toBuilder().build())).isEqualTo(written);
  }

  @Test
  void aPrefixWithoutWhatItIsForIsRefused() {
    assertThatThrownBy(() -> FaultPlan.builder().statusIdPrefix("p").build())
        .hasMessage("statusIdPrefix is given, but no status");
    assertThatThrownBy(() -> FaultPlan.builder().errorIdPrefix("p").build())
        .hasMessage("errorIdPrefix is given, but no errorCode");
    assertThatThrownBy(() -> FaultPlan.builder().errorRate(0).build())
        .hasMessage("errorRate must be above 0 and at most 1 but is 0.0");
    assertThatThrownBy(() -> FaultPlan.builder().statusAfterAccept("OK").build())
        .hasMessageContaining("statusAfterAccept must be a gRPC status other than OK");
  }

  private void faults(String plan) throws Exception {
    HttpResponse<String> response =
        HttpClient.newHttpClient()
            .send(
                HttpRequest.newBuilder(
                        URI.create(
                            "http://127.0.0.1:" + server.controlPort().orElseThrow() + "/faults"))
                    .header("Content-Type", "application/json")
                    .POST(HttpRequest.BodyPublishers.ofString(plan))
                    .build(),
                HttpResponse.BodyHandlers.ofString());
    assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
  }

  private void assertStatus(Status.Code code, String... ids) {
    assertThatThrownBy(() -> publish(ids))
        .isInstanceOfSatisfying(
            StatusRuntimeException.class, e -> assertThat(e.getStatus().getCode()).isEqualTo(code));
  }

  private PublishResponse publish(String... ids) {
    return ChipIngressGrpc.newBlockingStub(channel).publishBatch(batch(ids));
  }

  private static CloudEventBatch batch(String... ids) {
    CloudEventBatch.Builder batch = CloudEventBatch.newBuilder();
    for (String id : ids) {
      batch.addEvents(
          CloudEvent.newBuilder().setId(id).setSource("s").setType("t").setSpecVersion("1.0"));
    }
    return batch.build();
  }
}
