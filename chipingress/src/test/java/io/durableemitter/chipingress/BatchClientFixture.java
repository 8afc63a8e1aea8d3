package io.durableemitter.chipingress;

import io.durableemitter.api.DeliveryResult;
import io.durableemitter.api.DeliveryResult.Failed;
import io.durableemitter.api.DeliveryResult.FailureKind;
import io.grpc.netty.shaded.io.netty.channel.EventLoopGroup;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;

/** A server, and clients that are closed after the test. */
@Timeout(60)
abstract class BatchClientFixture {

  ScriptedServer server;
  final Results results = new Results();
  private final List<BatchClient> clients = new ArrayList<>();

  @BeforeEach
  void startServer() throws IOException {
    server = ScriptedServer.start();
  }

  @AfterEach
  void closeAll() {
    clients.forEach(BatchClient::close);
    server.close();
  }

  BatchClient started() {
    return started(config -> config);
  }

  BatchClient started(UnaryOperator<BatchClientConfig.Builder> change) {
    BatchClient client = client(change);
    client.start();
    return client;
  }

  /** So many events make one batch, however slowly they are queued. */
  static UnaryOperator<BatchClientConfig.Builder> together(int events) {
    return config ->
        config.batching(
            batching -> batching.batchSize(events).flushInterval(Duration.ofMinutes(1)));
  }

  BatchClient client(UnaryOperator<BatchClientConfig.Builder> change) {
    return client(ChipIngressClient.builder(server.endpoint()).plaintext().build(), change);
  }

  BatchClient client(
      ChipIngressClient connection, UnaryOperator<BatchClientConfig.Builder> change) {
    BatchClient client =
        BatchClient.builder(connection)
            .config(change.apply(BatchClientConfig.builder()).build())
            .build();
    clients.add(client);
    return client;
  }

  /** Ends the connection's thread of the network, as an error in its loop does. */
  static void endNetwork(ChipIngressClient connection) throws InterruptedException {
    EventLoopGroup network = connection.connections().current().network();
    var unused = network.shutdownGracefully(0, 0, TimeUnit.SECONDS);
    if (!network.awaitTermination(60, TimeUnit.SECONDS)) {
      throw new AssertionError("the thread of the network did not end");
    }
  }

  static FailureKind kind(DeliveryResult result) {
    if (result instanceof Failed failed) {
      return failed.kind();
    }
    throw new AssertionError("not failed: " + result);
  }

  static String message(DeliveryResult result) {
    if (result instanceof Failed failed) {
      return failed.message();
    }
    throw new AssertionError("not failed: " + result);
  }
}
