package io.durableemitter.chipingress;

import io.durableemitter.spi.BatchEmitter;
import io.durableemitter.testkit.BatchEmitterContract;
import java.io.IOException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** The batch client is a transport as the engine expects one. */
class BatchClientContractTest extends BatchEmitterContract {

  private ScriptedServer accepting;
  private ScriptedServer hanging;

  @BeforeEach
  void startServers() throws IOException {
    accepting = ScriptedServer.start();
    hanging = ScriptedServer.start().answering((batch, out) -> {});
  }

  @AfterEach
  void stopServers() {
    accepting.close();
    hanging.close();
  }

  @Override
  protected BatchEmitter createTransport() {
    return clientOf(accepting);
  }

  @Override
  protected BatchEmitter createHangingTransport() {
    return clientOf(hanging);
  }

  private static BatchEmitter clientOf(ScriptedServer server) {
    return BatchClient.builder(ChipIngressClient.builder(server.endpoint()).plaintext().build())
        .build();
  }
}
