package io.durableemitter.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class BackgroundInputTest {

  private final Shutdown shutdown = new Shutdown();

  @Test
  void readsWhatThereIs() throws Exception {
    byte[] bytes = new byte[1_000_003];
    new Random(1).nextBytes(bytes);
    InputStream in = new BackgroundInput(() -> new ByteArrayInputStream(bytes), shutdown);
    assertThat(in.readAllBytes()).isEqualTo(bytes);
    assertThat(in.read()).isEqualTo(-1);
  }

  @Test
  void aReaderThatWaitsIsToldToStop() throws Exception {
    try (PipedOutputStream open = new PipedOutputStream();
        PipedInputStream pipe = new PipedInputStream(open)) {
      InputStream in = new BackgroundInput(() -> pipe, shutdown);
      CompletableFuture<Integer> reading =
          CompletableFuture.supplyAsync(
              () -> {
                try {
                  return in.read();
                } catch (IOException e) {
                  throw new IllegalStateException(e);
                }
              });
      shutdown.request();
      assertThatThrownBy(() -> reading.get(30, TimeUnit.SECONDS))
          .hasRootCauseInstanceOf(StopReading.class);
    }
  }

  @Test
  void aFailureIsPassedOn() {
    InputStream in =
        new BackgroundInput(
            () -> {
              throw new IOException("no such pipe");
            },
            shutdown);
    assertThatThrownBy(in::read).isInstanceOf(IOException.class).hasMessage("no such pipe");
  }
}
