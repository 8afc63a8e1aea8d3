package io.durableemitter.kafka;

import io.durableemitter.spi.BatchEmitter;
import io.durableemitter.testkit.BatchEmitterContract;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/** The Kafka transport is one as the engine expects it, against a real broker. */
class KafkaBatchEmitterTest extends BatchEmitterContract {

  private static String topic;
  private static ServerSocket silent;

  @BeforeAll
  static void prepare() throws IOException {
    topic = SharedBroker.topic();
    // connections are made by the operating system, and nobody ever answers
    silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
  }

  @AfterAll
  static void closeSocket() throws IOException {
    silent.close();
  }

  @Override
  protected BatchEmitter createTransport() {
    return KafkaBatchEmitter.builder(SharedBroker.servers(), EventRule.of(topic)).build();
  }

  @Override
  protected BatchEmitter createHangingTransport() {
    return KafkaBatchEmitter.builder("127.0.0.1:" + silent.getLocalPort(), EventRule.of("never"))
        .build();
  }
}
