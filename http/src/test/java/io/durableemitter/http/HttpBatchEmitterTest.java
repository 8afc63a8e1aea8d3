package io.durableemitter.http;

import io.durableemitter.spi.BatchEmitter;
import io.durableemitter.testkit.BatchEmitterContract;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/** The HTTP transport is one as the engine expects it, against a real server. */
class HttpBatchEmitterTest extends BatchEmitterContract {

  private static Receiver receiver;
  private static ServerSocket silent;

  @BeforeAll
  static void prepare() throws IOException {
    receiver = Receiver.start();
    // connections are made by the operating system, and nobody ever answers
    silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
  }

  @AfterAll
  static void closeServers() throws IOException {
    receiver.close();
    silent.close();
  }

  @Override
  protected BatchEmitter createTransport() {
    return HttpBatchEmitter.builder(receiver.url()).plaintext().config(config()).build();
  }

  @Override
  protected BatchEmitter createHangingTransport() {
    return HttpBatchEmitter.builder("http://localhost:" + silent.getLocalPort() + "/")
        .plaintext()
        .config(config())
        .build();
  }

  HttpConfig config() {
    return HttpConfig.ofDefaults();
  }
}
