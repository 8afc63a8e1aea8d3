package io.durableemitter.chipingress;

import io.cloudevents.v1.proto.CloudEvent;
import io.durableemitter.proto.ChipIngressGrpc;
import io.durableemitter.proto.CloudEventBatch;
import io.durableemitter.proto.EmptyRequest;
import io.durableemitter.proto.PingResponse;
import io.durableemitter.proto.PublishResponse;
import io.durableemitter.proto.PublishResult;
import io.durableemitter.proto.RegisterSchemaRequest;
import io.durableemitter.proto.RegisterSchemaResponse;
import io.durableemitter.proto.common.RegisteredSchema;
import io.grpc.Attributes;
import io.grpc.InsecureServerCredentials;
import io.grpc.Server;
import io.grpc.ServerCredentials;
import io.grpc.ServerTransportFilter;
import io.grpc.Status;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;

/** A real server on loopback that answers as a test says. */
final class ScriptedServer extends ChipIngressGrpc.ChipIngressImplBase implements AutoCloseable {

  /** What the server does with a batch. */
  @FunctionalInterface
  interface Script {
    void answer(CloudEventBatch batch, StreamObserver<PublishResponse> out);
  }

  private final Server server;
  private final List<CloudEventBatch> batches = new CopyOnWriteArrayList<>();
  private volatile Script script = (batch, out) -> reply(out, accept(batch));

  private final List<Attributes> connections = new CopyOnWriteArrayList<>();

  private ScriptedServer(
      int port, ServerCredentials credentials, UnaryOperator<NettyServerBuilder> change)
      throws IOException {
    server =
        change
            .apply(
                NettyServerBuilder.forAddress(
                        new InetSocketAddress(InetAddress.getLoopbackAddress(), port), credentials)
                    .maxInboundMessageSize(16 << 20))
            .addService(this)
            .addTransportFilter(
                new ServerTransportFilter() {
                  @Override
                  public Attributes transportReady(Attributes attributes) {
                    connections.add(attributes);
                    return attributes;
                  }
                })
            .build()
            .start();
  }

  static ScriptedServer start() throws IOException {
    return start(builder -> builder);
  }

  static ScriptedServer start(int port, int maxMessageBytes) throws IOException {
    return new ScriptedServer(
        port,
        InsecureServerCredentials.create(),
        builder -> builder.maxInboundMessageSize(maxMessageBytes));
  }

  static ScriptedServer start(UnaryOperator<NettyServerBuilder> change) throws IOException {
    return new ScriptedServer(0, InsecureServerCredentials.create(), change);
  }

  static ScriptedServer startTls(ServerCredentials credentials) throws IOException {
    return startTls(credentials, builder -> builder);
  }

  static ScriptedServer startTls(
      ServerCredentials credentials, UnaryOperator<NettyServerBuilder> change) throws IOException {
    return new ScriptedServer(0, credentials, change);
  }

  ScriptedServer answering(Script what) {
    script = what;
    return this;
  }

  ScriptedServer failingWith(Status status) {
    return answering((batch, out) -> out.onError(status.asRuntimeException()));
  }

  /** One result per event, all accepted. */
  static PublishResponse accept(CloudEventBatch batch) {
    PublishResponse.Builder response = PublishResponse.newBuilder();
    for (CloudEvent event : batch.getEventsList()) {
      response.addResults(PublishResult.newBuilder().setEventId(event.getId()));
    }
    return response.build();
  }

  static void reply(StreamObserver<PublishResponse> out, PublishResponse response) {
    out.onNext(response);
    out.onCompleted();
  }

  int port() {
    return server.getPort();
  }

  String endpoint() {
    return "localhost:" + port();
  }

  /** What is known of each connection there has been, the first one first. */
  List<Attributes> connections() {
    return connections;
  }

  List<CloudEventBatch> batches() {
    return batches;
  }

  List<CloudEvent> events() {
    return batches.stream().flatMap(batch -> batch.getEventsList().stream()).toList();
  }

  @Override
  public void publishBatch(CloudEventBatch batch, StreamObserver<PublishResponse> out) {
    batches.add(batch);
    script.answer(batch, out);
  }

  @Override
  public void publish(CloudEvent event, StreamObserver<PublishResponse> out) {
    publishBatch(CloudEventBatch.newBuilder().addEvents(event).build(), out);
  }

  @Override
  public void ping(EmptyRequest request, StreamObserver<PingResponse> out) {
    out.onNext(PingResponse.newBuilder().setMessage("pong").build());
    out.onCompleted();
  }

  @Override
  public void registerSchema(
      RegisterSchemaRequest request, StreamObserver<RegisterSchemaResponse> out) {
    RegisterSchemaResponse.Builder response = RegisterSchemaResponse.newBuilder();
    request
        .getSchemasList()
        .forEach(
            schema ->
                response.addRegistered(
                    RegisteredSchema.newBuilder().setSubject(schema.getSubject()).setVersion(7)));
    out.onNext(response.build());
    out.onCompleted();
  }

  @Override
  public void close() {
    server.shutdownNow();
    try {
      if (!server.awaitTermination(60, TimeUnit.SECONDS)) {
        throw new AssertionError("the server did not end");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
