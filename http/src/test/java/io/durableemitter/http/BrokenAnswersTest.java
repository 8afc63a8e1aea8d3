package io.durableemitter.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.durableemitter.api.DeliveryResult;
import io.durableemitter.api.DeliveryResult.Failed;
import io.durableemitter.api.DeliveryResult.FailureKind;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Answers that no server should give, byte by byte. */
@Timeout(60)
class BrokenAnswersTest {

  /** What a server does with a connection, by its number. */
  private interface Behaviour {
    void serve(int number, InputStream in, OutputStream out) throws IOException;
  }

  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final AtomicInteger connections = new AtomicInteger();
  private ServerSocket server;
  private HttpBatchEmitter transport;

  @BeforeEach
  void listen() throws IOException {
    server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    transport = transport(Duration.ofSeconds(1));
  }

  private HttpBatchEmitter transport(Duration timeout) {
    HttpBatchEmitter made =
        HttpBatchEmitter.builder("http://localhost:" + server.getLocalPort() + "/events")
            .plaintext()
            .config(HttpConfig.builder().connectTimeout(timeout).callTimeout(timeout).build())
            .build();
    made.start();
    return made;
  }

  @AfterEach
  void close() throws IOException {
    transport.close(Duration.ZERO);
    server.close();
    threads.shutdownNow();
  }

  private DeliveryResult sendTo(Behaviour behaviour) throws Exception {
    threads.execute(() -> accept(behaviour));
    return Deliveries.send(transport, "event");
  }

  private void accept(Behaviour behaviour) {
    try {
      while (true) {
        Socket socket = server.accept();
        threads.execute(() -> serve(behaviour, socket));
      }
    } catch (IOException closed) {
      // the test is over
    }
  }

  private void serve(Behaviour behaviour, Socket socket) {
    try (socket) {
      behaviour.serve(
          connections.incrementAndGet(), socket.getInputStream(), socket.getOutputStream());
    } catch (IOException gone) {
      // the client has had enough
    }
  }

  /** Reads one request as far as it must. */
  private static void readRequest(InputStream in) throws IOException {
    StringBuilder head = new StringBuilder();
    while (head.indexOf("\r\n\r\n") < 0) {
      int c = in.read();
      if (c < 0) {
        throw new IOException("the client is gone");
      }
      head.append((char) c);
    }
    String lower = head.toString().toLowerCase(Locale.ROOT);
    int at = lower.indexOf("content-length:") + "content-length:".length();
    int length = Integer.parseInt(lower.substring(at, lower.indexOf('\r', at)).strip());
    assertThat(in.readNBytes(length)).hasSize(length);
  }

  private static void write(OutputStream out, String text) throws IOException {
    out.write(text.getBytes(StandardCharsets.ISO_8859_1));
    out.flush();
  }

  private static Failed transportTrouble(DeliveryResult result) {
    assertThat(result).isInstanceOf(Failed.class);
    assertThat(((Failed) result).kind()).isEqualTo(FailureKind.TRANSPORT);
    return (Failed) result;
  }

  @Test
  void whatIsNoHttpIsTroubleOfTheTransport() throws Exception {
    Failed failed =
        transportTrouble(
            sendTo(
                (number, in, out) -> {
                  readRequest(in);
                  write(out, "SSH-2.0-OpenSSH_9.9\r\n\r\n");
                }));
    assertThat(failed.message()).contains("does it speak HTTP/1.1");
  }

  @Test
  void aConnectionThatEndsWithoutAnAnswerIsTriedOnceMore() throws Exception {
    transportTrouble(sendTo((number, in, out) -> readRequest(in)));
    assertThat(connections.get()).isEqualTo(2);
  }

  @Test
  void aKeptConnectionThatTheReceiverHasClosedCostsNoResult() throws Exception {
    DeliveryResult first =
        sendTo(
            (number, in, out) -> {
              readRequest(in);
              write(out, "HTTP/1.1 202 Accepted\r\nContent-Length: 0\r\n\r\n");
              // the next request on this connection is read and not answered
              if (number == 1) {
                readRequest(in);
              }
            });
    assertThat(first.isDelivered()).isTrue();
    assertThat(Deliveries.send(transport, "second").isDelivered()).isTrue();
    assertThat(transport.stats().requests()).isEqualTo(3);
  }

  @Test
  void aReceiverThatDoesNotAnswerInTimeIsTroubleOfTheTransport() throws Exception {
    Failed failed =
        transportTrouble(
            sendTo(
                (number, in, out) -> {
                  readRequest(in);
                  assertThat(in.read()).isNegative();
                }));
    assertThat(failed.message()).contains("did not answer within PT1S");
  }

  @Test
  void aStatusWhoseBodyNeverEndsIsAnAnswer() throws Exception {
    DeliveryResult result =
        sendTo(
            (number, in, out) -> {
              readRequest(in);
              write(out, "HTTP/1.1 202 Accepted\r\nContent-Length: 1000\r\n\r\nhalf");
              assertThat(in.read()).isNegative();
            });
    assertThat(result.isDelivered()).isTrue();
  }

  @Test
  void aBodyThatBreaksOffIsNoReasonToSendAgain() throws Exception {
    DeliveryResult result =
        sendTo(
            (number, in, out) -> {
              readRequest(in);
              write(out, "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n");
            });
    assertThat(result.isDelivered()).isTrue();
    assertThat(connections.get()).isEqualTo(1);
  }

  @Test
  void aHugeBodyIsNotReadToItsEnd() throws Exception {
    transport.close();
    transport = transport(Duration.ofSeconds(30));
    AtomicInteger kilobytes = new AtomicInteger();
    String kilobyte = "x".repeat(1 << 10);
    DeliveryResult result =
        sendTo(
            (number, in, out) -> {
              readRequest(in);
              write(out, "HTTP/1.1 400 Bad Request\r\nContent-Length: 1000000000000\r\n\r\n");
              while (true) {
                write(out, kilobyte);
                kilobytes.incrementAndGet();
              }
            });
    assertThat(result).isInstanceOf(DeliveryResult.Rejected.class);
    assertThat(((DeliveryResult.Rejected) result).reason()).hasSizeLessThan(400);
    assertThat(kilobytes.get()).as("what the buffers between the two hold").isLessThan(50_000);
  }
}
