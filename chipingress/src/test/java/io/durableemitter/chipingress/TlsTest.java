package io.durableemitter.chipingress;

import static org.assertj.core.api.Assertions.assertThat;

import io.durableemitter.chipingress.tls.TlsConfig;
import io.grpc.Status;
import io.grpc.TlsServerCredentials;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.Key;
import java.security.KeyStore;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A server whose certificate, for {@code localhost} only, nobody but this test trusts. */
@Timeout(120)
class TlsTest {

  private static final String PASSWORD = "for-this-test";

  private static Path certificate;
  private static ScriptedServer server;

  @BeforeAll
  static void start(@TempDir Path dir) throws Exception {
    Path store = dir.resolve("store.p12");
    keytool(store);
    KeyStore keys = KeyStore.getInstance(store.toFile(), PASSWORD.toCharArray());
    certificate = dir.resolve("certificate.pem");
    Files.writeString(certificate, pem("CERTIFICATE", keys.getCertificate("it").getEncoded()));
    Key key = keys.getKey("it", PASSWORD.toCharArray());
    Path keyFile = dir.resolve("key.pem");
    Files.writeString(keyFile, pem("PRIVATE KEY", key.getEncoded()));
    server =
        ScriptedServer.startTls(
            TlsServerCredentials.create(certificate.toFile(), keyFile.toFile()));
  }

  private static void keytool(Path store) throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(
                List.of(
                    Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                    "-genkeypair",
                    "-alias",
                    "it",
                    "-keyalg",
                    "EC",
                    "-dname",
                    "CN=localhost",
                    "-ext",
                    "san=dns:localhost",
                    "-storetype",
                    "PKCS12",
                    "-storepass",
                    PASSWORD,
                    "-keystore",
                    store.toString()))
            .redirectErrorStream(true)
            .redirectOutput(store.resolveSibling("keytool.txt").toFile())
            .start();
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).isZero();
  }

  private static String pem(String what, byte[] bytes) {
    return "-----BEGIN %s-----\n%s\n-----END %s-----\n"
        .formatted(what, Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(bytes), what);
  }

  @AfterAll
  static void close() {
    server.close();
  }

  @Test
  void speaksTlsWithAServerItTrusts() {
    try (ChipIngressClient client =
        builder(server.endpoint()).tls(TlsConfig.ofDefaults().withTrusted(certificate)).build()) {
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
            .tls(TlsConfig.ofDefaults().withTrusted(certificate))
            .build()) {
      assertThat(failure(client))
          .hasMessageContaining("or is for another host")
          .returns(Status.Code.UNAVAILABLE, ChipIngressException::code);
    }
  }

  @Test
  void plaintextToATlsServerGetsAHint() {
    try (ChipIngressClient client = builder(server.endpoint()).plaintext().build()) {
      assertThat(failure(client)).hasMessageContaining("as a TLS server does");
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
