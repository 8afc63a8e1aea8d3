package io.durableemitter.chipingress;

import static org.assertj.core.api.Assertions.assertThat;

import io.durableemitter.chipingress.tls.TlsConfig;
import io.durableemitter.testkit.TestCertificate;
import io.grpc.Status;
import io.grpc.TlsServerCredentials;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A server whose certificate, for {@code localhost} only, nobody but this test trusts. */
@Timeout(120)
class TlsTest {

  private static Path certificate;
  private static ScriptedServer server;

  @BeforeAll
  static void start(@TempDir Path dir) throws Exception {
    TestCertificate made = TestCertificate.of("localhost");
    TestCertificate.PemFiles files = made.writeTo(dir);
    certificate = files.certificate();
    server =
        ScriptedServer.startTls(
            TlsServerCredentials.create(certificate.toFile(), files.key().toFile()));
  }

  @AfterAll
  static void close() {
    server.close();
  }

  @Test
  void speaksTlsWithAServerItTrusts() {
    try (ChipIngressClient client =
        builder(server.endpoint()).tls(TlsConfig.builder().trusted(certificate).build()).build()) {
      assertThat(client.ping()).isEqualTo("pong");
    }
  }

  @Test
  void doesNotTrustAStranger() {
    try (ChipIngressClient client = builder(server.endpoint()).build()) {
      assertThat(failure(client))
          .hasMessageContaining("the server's certificate is not trusted")
          .returns(Status.Code.UNAVAILABLE, ChipIngressException::code);
    }
  }

  @Test
  void doesNotTakeTheCertificateOfAnotherHost() {
    try (ChipIngressClient client =
        builder("127.0.0.1:" + server.port())
            .tls(TlsConfig.builder().trusted(certificate).build())
            .build()) {
      assertThat(failure(client))
          .hasMessageContaining("or is for another host")
          .returns(Status.Code.UNAVAILABLE, ChipIngressException::code);
    }
  }

  @Test
  void eachHostOfAListIsCheckedByItsOwnName() throws Exception {
    try (ChipIngressClient client =
        builder("127.0.0.1:" + server.port() + "," + server.endpoint())
            .tls(TlsConfig.builder().trusted(certificate).build())
            .build()) {
      for (int i = 0; i < 10; i++) {
        assertThat(client.ping()).isEqualTo("pong");
      }
    }
  }

  /** The server may end the connection before it has read all, which looks like a reset. */
  @Test
  void plaintextToATlsServerGetsAHint() {
    try (ChipIngressClient client = builder(server.endpoint()).plaintext().build()) {
      assertThat(failure(client))
          .hasMessageMatching("(?s).*(as a TLS server does|do both sides speak TLS).*");
    }
  }

  @Test
  void tlsToAPlaintextServerGetsAHint() throws IOException {
    try (ScriptedServer plain = ScriptedServer.start();
        ChipIngressClient client = builder(plain.endpoint()).build()) {
      assertThat(failure(client))
          .hasMessageContaining("one side speaks TLS and the other plaintext");
    }
  }

  private static ChipIngressException failure(ChipIngressClient client) {
    return ChipIngressClientTest.failure(client::ping);
  }

  private static ChipIngressClientBuilder builder(String endpoint) {
    return ChipIngressClient.builder(endpoint).callTimeout(Duration.ofSeconds(30));
  }
}
