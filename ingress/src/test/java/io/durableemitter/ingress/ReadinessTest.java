package io.durableemitter.ingress;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cloudevents.v1.proto.CloudEvent;
import io.durableemitter.proto.ChipIngressGrpc;
import io.grpc.ManagedChannel;
import io.grpc.StatusRuntimeException;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthCheckResponse;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.health.v1.HealthGrpc;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import java.util.Iterator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What the standard health protocol says of the server, as a load balancer asks it. */
@Timeout(60)
class ReadinessTest {

  private final InMemorySink sink = new InMemorySink(1);
  private final IngressServer server = IngressServer.builder().sink(sink).build();
  private ManagedChannel channel = channel(1);

  @BeforeEach
  void start() {
    channel.shutdownNow();
    server.start();
    channel = channel(server.port());
  }

  @AfterEach
  void stop() {
    channel.shutdownNow();
    server.close();
  }

  @Test
  void anOutageByFaultPlanIsNotReady() {
    assertStatus(ServingStatus.SERVING);
    server.setFaults(FaultPlan.ofOutage());
    assertStatus(ServingStatus.NOT_SERVING);
    server.setFaults(FaultPlan.none());
    assertStatus(ServingStatus.SERVING);
  }

  @Test
  void aFullSinkIsNotReadyUntilACallIsStoredAgain() {
    publish("first");
    assertStatus(ServingStatus.SERVING);
    assertThatThrownBy(() -> publish("second")).isInstanceOf(StatusRuntimeException.class);
    assertStatus(ServingStatus.NOT_SERVING);
    sink.reset();
    publish("second");
    assertStatus(ServingStatus.SERVING);
  }

  @Test
  void whoWatchesIsToldOfTheEnd() {
    Iterator<HealthCheckResponse> watch =
        HealthGrpc.newBlockingStub(channel).watch(request(ChipIngressGrpc.SERVICE_NAME));
    assertThat(watch.next().getStatus()).isEqualTo(ServingStatus.SERVING);
    Thread closing = new Thread(server::close);
    closing.start();
    assertThat(watch.next().getStatus()).isEqualTo(ServingStatus.NOT_SERVING);
  }

  private void assertStatus(ServingStatus expected) {
    for (String service : new String[] {"", ChipIngressGrpc.SERVICE_NAME}) {
      assertThat(HealthGrpc.newBlockingStub(channel).check(request(service)).getStatus())
          .as("service '%s'", service)
          .isEqualTo(expected);
    }
  }

  private void publish(String id) {
    var unused =
        ChipIngressGrpc.newBlockingStub(channel)
            .publish(
                CloudEvent.newBuilder()
                    .setId(id)
                    .setSource("s")
                    .setType("t")
                    .setSpecVersion("1.0")
                    .build());
  }

  private static HealthCheckRequest request(String service) {
    return HealthCheckRequest.newBuilder().setService(service).build();
  }

  private static ManagedChannel channel(int port) {
    return NettyChannelBuilder.forAddress("127.0.0.1", port).usePlaintext().build();
  }
}
