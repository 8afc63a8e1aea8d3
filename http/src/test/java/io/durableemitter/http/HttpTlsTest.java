package io.durableemitter.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.durableemitter.api.DeliveryResult.Failed;
import io.durableemitter.api.DeliveryResult.FailureKind;
import io.durableemitter.testkit.TestCertificate;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Over TLS, to receivers with and without a certificate that is trusted. */
@Timeout(60)
class HttpTlsTest {

  private static Failed refused(HttpBatchEmitter transport) throws Exception {
    try (transport) {
      transport.start();
      Failed failed = (Failed) Deliveries.send(transport, "event");
      assertThat(failed.kind()).isEqualTo(FailureKind.TRANSPORT);
      return failed;
    }
  }

  @Test
  void aTrustedReceiverIsSentTo() throws Exception {
    SSLContext context = TestCertificate.of("localhost").context();
    try (Receiver receiver = Receiver.startTls(context);
        HttpBatchEmitter transport =
            HttpBatchEmitter.builder(receiver.url())
                .sslContext(context)
                .bearerToken("token")
                .build()) {
      transport.start();
      assertThat(Deliveries.send(transport, "event").isDelivered()).isTrue();
      assertThat(receiver.requests().get(0).headers())
          .containsEntry("authorization", "Bearer token");
    }
  }

  @Test
  void oneThatIsNotTrustedOrIsAnotherIsNot() throws Exception {
    SSLContext other = TestCertificate.of("elsewhere.example.org").context();
    try (Receiver receiver = Receiver.startTls(other)) {
      String unknown = refused(HttpBatchEmitter.builder(receiver.url()).build()).message();
      assertThat(unknown).contains("certificate is not trusted, or is for another host");
      String another =
          refused(HttpBatchEmitter.builder(receiver.url()).sslContext(other).build()).message();
      assertThat(another).contains("certificate is not trusted, or is for another host");
      assertThat(receiver.requests()).isEmpty();
    }
  }

  @Test
  void aReceiverWithoutTlsIsNamed() throws Exception {
    ExecutorService threads = Executors.newSingleThreadExecutor();
    try (ServerSocket server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
      threads.execute(() -> answerInPlaintext(server));
      String url = "https://localhost:" + server.getLocalPort() + "/events";
      assertThat(refused(HttpBatchEmitter.builder(url).build()).message())
          .contains("does not speak TLS: use http:// and plaintext()");
    } finally {
      threads.shutdownNow();
    }
  }

  private static void answerInPlaintext(ServerSocket server) {
    try (Socket socket = server.accept()) {
      socket
          .getOutputStream()
          .write("HTTP/1.1 400 Bad Request\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
      socket.getOutputStream().flush();
      assertThat(socket.getInputStream().readAllBytes()).isNotEmpty();
    } catch (IOException gone) {
      // the client has had enough
    }
  }

  @Test
  void aReceiverThatWaitsForMoreInsteadOfTlsIsAskedAbout() throws Exception {
    HttpConfig hasty = HttpConfig.builder().connectTimeout(Duration.ofMillis(300)).build();
    try (Receiver receiver = Receiver.start()) {
      String url = receiver.url().replace("http:", "https:");
      assertThat(refused(HttpBatchEmitter.builder(url).config(hasty).build()).message())
          .contains("does it speak TLS");
    }
  }
}
