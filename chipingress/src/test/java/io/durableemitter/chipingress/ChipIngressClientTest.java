package io.durableemitter.chipingress;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.cloudevents.v1.proto.CloudEvent;
import io.durableemitter.proto.PublishResult;
import io.durableemitter.proto.common.RegisteredSchema;
import io.durableemitter.proto.common.Schema;
import io.grpc.Status;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class ChipIngressClientTest {

  private ScriptedServer server;
  private ChipIngressClient client;

  @BeforeEach
  void start() throws IOException {
    server = ScriptedServer.start();
    client =
        ChipIngressClient.builder(server.endpoint())
            .plaintext()
            .callTimeout(Duration.ofSeconds(20))
            .build();
  }

  @AfterEach
  void close() {
    client.close(Duration.ofSeconds(1));
    server.close();
  }

  @Test
  void asksForEachOfTheServersServices() {
    assertThat(client.ping()).isEqualTo("pong");
    CloudEvent event = Events.event("one", 10);
    assertThat(client.publish(event)).extracting(PublishResult::getEventId).containsExactly("one");
    assertThat(client.publishBatch(List.of(event, event), true).getResultsCount()).isEqualTo(2);
    assertThat(server.batches().get(1).getOptions().getTransactionEnabled()).isTrue();
    assertThat(server.events()).containsExactly(event, event, event);
    assertThat(client.registerSchemas(List.of(Schema.newBuilder().setSubject("s").build())))
        .containsExactly(RegisteredSchema.newBuilder().setSubject("s").setVersion(7).build());
  }

  @Test
  void doesNotStreamEvents() {
    assertThatThrownBy(() -> client.streamEvents())
        .isInstanceOf(UnsupportedOperationException.class)
        .hasMessageContaining("not supported");
  }

  @Test
  void nothingListeningIsSaidClearly() throws IOException {
    int free;
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      free = socket.getLocalPort();
    }
    try (ChipIngressClient nobody =
        ChipIngressClient.builder("localhost:" + free).plaintext().build()) {
      assertThat(failure(nobody::ping))
          .hasMessageContaining("localhost:" + free)
          .hasMessageContaining("Connection refused")
          .hasMessageContaining("is the server up, and is the endpoint right?")
          .returns(Status.Code.UNAVAILABLE, ChipIngressException::code);
    }
  }

  @Test
  void aStatusIsKeptAndSaysWhatToDo() {
    server.failingWith(Status.UNAUTHENTICATED.withDescription("no token"));
    assertThat(failure(() -> client.publish(Events.event("e", 1))))
        .hasMessageContaining("no token")
        .hasMessageContaining("check the credentials")
        .returns(Status.Code.UNAUTHENTICATED, ChipIngressException::code);
    server.failingWith(Status.INTERNAL.withDescription("schema registry"));
    assertThat(failure(() -> client.publish(Events.event("e", 1))))
        .hasMessageContaining("schema registry")
        .returns(Status.Code.INTERNAL, ChipIngressException::code);
  }

  @Test
  void aCallEndsAtItsTimeout() {
    server.answering((batch, out) -> {});
    try (ChipIngressClient hasty =
        ChipIngressClient.builder(server.endpoint())
            .plaintext()
            .callTimeout(Duration.ofMillis(200))
            .build()) {
      assertThat(failure(() -> hasty.publish(Events.event("e", 1))))
          .returns(Status.Code.DEADLINE_EXCEEDED, ChipIngressException::code);
    }
  }

  @Test
  void aRequestBeyondTheLimitIsNotSent() {
    try (ChipIngressClient small =
        ChipIngressClient.builder(server.endpoint()).plaintext().maxRequestBytes(1 << 20).build()) {
      assertThat(failure(() -> small.publish(Events.event("e", 1 << 20))))
          .hasMessageContaining("maxRequestBytes is 1048576")
          .returns(Status.Code.RESOURCE_EXHAUSTED, ChipIngressException::code);
    }
    assertThat(server.batches()).isEmpty();
  }

  @Test
  void wrongSettingsAreNamed() {
    ChipIngressClientBuilder builder = ChipIngressClient.builder("localhost:1");
    assertThatThrownBy(() -> builder.callTimeout(Duration.ZERO))
        .hasMessageContaining("callTimeout");
    assertThatThrownBy(() -> builder.maxRequestBytes(1)).hasMessageContaining("maxRequestBytes");
    assertThatThrownBy(() -> builder.maxRequestBytes(11 << 20))
        .hasMessageContaining("maxRequestBytes must be 1048576 to 10485760");
  }

  static ChipIngressException failure(ThrowingCallable call) {
    return catchThrowableOfType(ChipIngressException.class, call);
  }
}
