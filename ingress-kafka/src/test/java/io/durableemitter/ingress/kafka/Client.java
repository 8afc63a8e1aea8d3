package io.durableemitter.ingress.kafka;

import com.google.protobuf.ByteString;
import io.cloudevents.v1.proto.CloudEvent;
import io.cloudevents.v1.proto.CloudEvent.CloudEventAttributeValue;
import io.durableemitter.ingress.IngressServer;
import io.durableemitter.proto.ChipIngressGrpc;
import io.durableemitter.proto.CloudEventBatch;
import io.durableemitter.proto.PublishError;
import io.durableemitter.proto.PublishOptions;
import io.durableemitter.proto.PublishResponse;
import io.durableemitter.proto.PublishResult;
import io.grpc.ManagedChannel;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A client of a server, over a socket. */
final class Client implements AutoCloseable {

  private final ManagedChannel channel;

  Client(IngressServer server) {
    channel =
        NettyChannelBuilder.forAddress("127.0.0.1", server.port())
            .maxInboundMessageSize(64 << 20)
            .usePlaintext()
            .build();
  }

  List<PublishError> publish(CloudEvent... events) throws Exception {
    return send(false, events).get(60, TimeUnit.SECONDS).getResultsList().stream()
        .map(PublishResult::getError)
        .toList();
  }

  Answer<PublishResponse> send(boolean transactional, CloudEvent... events) {
    Answer<PublishResponse> answer = new Answer<>();
    ChipIngressGrpc.newStub(channel)
        .publishBatch(
            CloudEventBatch.newBuilder()
                .addAllEvents(List.of(events))
                .setOptions(PublishOptions.newBuilder().setTransactionEnabled(transactional))
                .build(),
            answer);
    return answer;
  }

  static CloudEvent event(String source, String type, String id, int bytes) {
    return CloudEvent.newBuilder()
        .setId(id)
        .setSource(source)
        .setType(type)
        .setSpecVersion("1.0")
        .putAttributes("idempotencykey", text("key-of-" + id))
        .putAttributes("partitionkey", text("p"))
        .setBinaryData(ByteString.copyFrom(new byte[bytes]))
        .build();
  }

  static CloudEvent event(String id) {
    return event("shop", "order.placed", id, 10);
  }

  private static CloudEventAttributeValue text(String value) {
    return CloudEventAttributeValue.newBuilder().setCeString(value).build();
  }

  @Override
  public void close() {
    channel.shutdownNow();
  }
}
