package io.durableemitter.chaos.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.durableemitter.chaos.check.Eventually;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class TcpProxyTest {

  private final AtomicInteger heard = new AtomicInteger();
  private ServerSocket echo = newEcho();
  private TcpProxy proxy = newProxy();
  private Socket client = newClient();

  @BeforeEach
  void start() throws IOException {
    assertThat(said("hello")).as("the connection stands").isEqualTo("hello");
  }

  @AfterEach
  void stop() throws IOException {
    client.close();
    proxy.close();
    echo.close();
  }

  @Test
  void theEndOfAConnectionIsPassedOn() throws IOException {
    client.shutdownOutput();
    assertThat(client.getInputStream().read()).isEqualTo(-1);
    Eventually.holds(() -> proxy.open() + " open", () -> proxy.open() == 0);
  }

  @Test
  void resetsReachTheClientAndNewConnectionsPass() throws IOException {
    proxy.resetAll();
    assertThatThrownBy(() -> client.getInputStream().read()).isInstanceOf(SocketException.class);
    client = newClient();
    assertThat(said("again")).isEqualTo("again");
  }

  @Test
  void silenceIsOnlyEndedByHealingAndThenByAReset() throws IOException {
    proxy.become(NetworkFault.silence());
    assertThatThrownBy(() -> said("nobody hears this")).isInstanceOf(SocketTimeoutException.class);
    proxy.heal();
    assertThatThrownBy(() -> client.getInputStream().read()).isInstanceOf(SocketException.class);
    client = newClient();
    assertThat(said("again")).isEqualTo("again");
  }

  @Test
  void aMuteServerHearsAndIsNotHeard() throws IOException {
    proxy.become(NetworkFault.mute());
    assertThatThrownBy(() -> said("heard")).isInstanceOf(SocketTimeoutException.class);
    Eventually.holds(() -> heard.get() + " bytes", () -> heard.get() == 10);
    proxy.heal();
    assertThatThrownBy(() -> client.getInputStream().read()).isInstanceOf(SocketException.class);
  }

  @Test
  void aHalfOpenConnectionSaysNothing() throws IOException {
    proxy.halfOpen();
    assertThatThrownBy(() -> said("nobody hears this")).isInstanceOf(SocketTimeoutException.class);
    try (Socket other = newClient()) {
      assertThat(said(other, "new ones work")).isEqualTo("new ones work");
    }
    proxy.heal();
    assertThatThrownBy(() -> client.getInputStream().read()).isInstanceOf(SocketException.class);
  }

  @Test
  void aConnectionIsCutInTheMiddleOfWhatItCarries() throws IOException {
    proxy.become(NetworkFault.cutAfter(7));
    // seven bytes in all, both ways
    assertThatThrownBy(() -> said("12345")).isInstanceOf(SocketException.class);
    proxy.heal();
    client = newClient();
    assertThat(said("again")).isEqualTo("again");
  }

  @Test
  void slicesAndLateChunksArriveWhole() throws IOException {
    proxy.become(NetworkFault.slices(1));
    assertThat(said("in pieces")).isEqualTo("in pieces");
    proxy.become(NetworkFault.latency(30));
    long begin = System.nanoTime();
    assertThat(said("late")).isEqualTo("late");
    assertThat(Duration.ofNanos(System.nanoTime() - begin)).isGreaterThan(Duration.ofMillis(59));
  }

  @Test
  void withoutItsTargetItResetsAndServesAgainWhenTheTargetIsBack() throws IOException {
    int port = echo.getLocalPort();
    echo.close();
    proxy.resetAll();
    Eventually.holds(() -> "still served", this::isReset);
    echo = newEcho(port);
    client = newClient();
    assertThat(said("again")).isEqualTo("again");
  }

  private boolean isReset() {
    try (Socket other = newClient()) {
      return said(other, "hello").isEmpty();
    } catch (SocketException reset) {
      return true;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private String said(String text) throws IOException {
    return said(client, text);
  }

  private static String said(Socket socket, String text) throws IOException {
    byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
    socket.getOutputStream().write(bytes);
    return new String(socket.getInputStream().readNBytes(bytes.length), StandardCharsets.US_ASCII);
  }

  private Socket newClient() {
    try {
      Socket socket = new Socket(InetAddress.getLoopbackAddress(), proxy.port());
      socket.setSoTimeout(300);
      return socket;
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private TcpProxy newProxy() {
    try {
      return TcpProxy.to(echo.getLocalPort());
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private ServerSocket newEcho() {
    return newEcho(0);
  }

  private ServerSocket newEcho(int port) {
    try {
      ServerSocket server = new ServerSocket();
      server.setReuseAddress(true);
      server.bind(new java.net.InetSocketAddress(InetAddress.getLoopbackAddress(), port));
      daemon(
          () -> {
            while (!server.isClosed()) {
              Socket socket = server.accept();
              daemon(
                  () -> {
                    try (socket) {
                      echo(socket);
                    }
                  });
            }
          });
      return server;
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private void echo(Socket socket) throws IOException {
    byte[] chunk = new byte[1_024];
    for (int n = socket.getInputStream().read(chunk);
        n >= 0;
        n = socket.getInputStream().read(chunk)) {
      heard.addAndGet(n);
      socket.getOutputStream().write(chunk, 0, n);
    }
  }

  private interface Work {
    void run() throws IOException;
  }

  private static void daemon(Work work) {
    Thread thread =
        new Thread(
            () -> {
              try {
                work.run();
              } catch (IOException e) {
                // the test ended a connection or the listener
                Thread.currentThread().interrupt();
              }
            });
    thread.setDaemon(true);
    thread.start();
  }
}
