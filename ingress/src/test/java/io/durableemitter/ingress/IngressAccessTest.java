package io.durableemitter.ingress;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.durableemitter.chipingress.ChipIngressClient;
import io.durableemitter.chipingress.ChipIngressException;
import io.durableemitter.chipingress.auth.AuthConfig;
import io.durableemitter.chipingress.auth.AuthToken;
import io.durableemitter.chipingress.auth.Ed25519Signer;
import io.durableemitter.chipingress.tls.TlsConfig;
import io.durableemitter.ingress.auth.TokenPolicy;
import io.grpc.Status;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Who is let in, over sockets: tokens, TLS and client certificates. */
@Timeout(60)
class IngressAccessTest {

  private static final Duration TTL = Duration.ofMinutes(10);

  private static TlsConfig identity = TlsConfig.ofDefaults();
  private static TlsConfig trusting = TlsConfig.ofDefaults();
  private static Path certificate = Path.of("");

  private final Ed25519Signer key = Ed25519Signer.generate();
  private IngressServer server = IngressServer.builder().build();

  @BeforeAll
  static void makeCertificate(@TempDir Path folder) throws Exception {
    Certificates made = Certificates.make(folder);
    certificate = made.certificate();
    identity = TlsConfig.ofDefaults().withIdentity(made.certificate(), made.key());
    trusting = TlsConfig.ofDefaults().withTrusted(certificate);
  }

  @AfterEach
  void close() {
    server.close();
  }

  @Test
  void aSignedTokenLetsIn() {
    start(IngressServer.builder().tokens(TokenPolicy.ofKeys(List.of(key.publicKeyHex()))));
    assertThat(ping(AuthConfig.rotating(key, TTL))).isEqualTo("pong");
  }

  @Test
  void whoIsRefusedLearnsAReferenceOnly() throws Exception {
    start(IngressServer.builder().tokens(TokenPolicy.ofKeys(List.of(key.publicKeyHex()))));
    for (AuthConfig refused :
        List.of(
            AuthConfig.none(),
            AuthConfig.basic("user", "password"),
            AuthConfig.rotating(Ed25519Signer.generate(), TTL),
            AuthConfig.staticHeaders(Map.of(AuthToken.HEADER, tokenOf2020())))) {
      assertThatThrownBy(() -> ping(refused))
          .isInstanceOfSatisfying(
              ChipIngressException.class,
              e -> assertThat(e.code()).isEqualTo(Status.Code.UNAUTHENTICATED))
          .message()
          .containsPattern(
              "the token was not accepted; the ingress log says why, under reference [0-9a-f]{8}")
          .doesNotContain(key.publicKeyHex());
    }
  }

  @Test
  void speaksTls() {
    start(IngressServer.builder().tls(identity));
    try (ChipIngressClient client =
        ChipIngressClient.builder("localhost:" + server.port()).tls(trusting).build()) {
      assertThat(client.ping()).isEqualTo("pong");
    }
  }

  @Test
  void asksForAClientCertificateIfThereIsAnyoneToTrust() {
    start(IngressServer.builder().tls(identity.withTrusted(certificate)));
    ChipIngressClient stranger =
        ChipIngressClient.builder("localhost:" + server.port()).tls(trusting).build();
    try (stranger) {
      assertThatThrownBy(stranger::ping)
          .isInstanceOfSatisfying(
              ChipIngressException.class,
              e -> assertThat(e.code()).isEqualTo(Status.Code.UNAVAILABLE));
    }
    try (ChipIngressClient client =
        ChipIngressClient.builder("localhost:" + server.port())
            .tls(identity.withTrusted(certificate))
            .build()) {
      assertThat(client.ping()).isEqualTo("pong");
    }
  }

  @Test
  void aTlsServerNeedsAnIdentity() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> IngressServer.builder().tls(trusting))
        .withMessageContaining("needs a certificate and its key");
  }

  private void start(IngressServerBuilder builder) {
    server = builder.build();
    server.start();
  }

  private String ping(AuthConfig auth) {
    try (ChipIngressClient client =
        ChipIngressClient.builder("127.0.0.1:" + server.port())
            .plaintext()
            .credentialsOverPlaintext()
            .auth(auth)
            .build()) {
      return client.ping();
    }
  }

  private String tokenOf2020() throws Exception {
    byte[] publicKey = HexFormat.of().parseHex(key.publicKeyHex());
    long nanos = 1_577_836_800_000_000_000L;
    byte[] signature = key.sign(key.publicKeyHex(), AuthToken.signedBytes(publicKey, nanos));
    return new AuthToken(publicKey, nanos, signature).format();
  }
}
