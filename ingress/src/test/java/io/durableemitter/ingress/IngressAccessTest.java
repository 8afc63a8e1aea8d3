package io.durableemitter.ingress;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cloudevents.v1.proto.CloudEvent;
import io.durableemitter.chipingress.ChipIngressClient;
import io.durableemitter.chipingress.ChipIngressException;
import io.durableemitter.chipingress.auth.AuthConfig;
import io.durableemitter.chipingress.auth.AuthToken;
import io.durableemitter.chipingress.auth.Ed25519Signer;
import io.durableemitter.chipingress.tls.TlsConfig;
import io.durableemitter.ingress.auth.TokenPolicy;
import io.durableemitter.proto.ChipIngressGrpc;
import io.durableemitter.proto.CloudEventBatch;
import io.durableemitter.proto.EmptyRequest;
import io.durableemitter.proto.PublishResponse;
import io.durableemitter.testkit.TestCertificate;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.MetadataUtils;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
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
    TestCertificate.PemFiles made = TestCertificate.of("localhost").writeTo(folder);
    certificate = made.certificate();
    identity = TlsConfig.builder().identity(made.certificate(), made.key()).build();
    trusting = TlsConfig.builder().trusted(certificate).build();
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
  void aReferenceIsThatOfTheFirstCallOfItsKind() {
    start(IngressServer.builder().tokens(TokenPolicy.ofKeys(List.of(key.publicKeyHex()))));
    String first = reference(AuthConfig.none());
    assertThat(first).isNotEqualTo("00000000");
    assertThat(reference(AuthConfig.none())).as("within seconds").isEqualTo(first);
    assertThat(reference(AuthConfig.rotating(Ed25519Signer.generate(), TTL)))
        .as("of another kind")
        .isNotEqualTo(first)
        .isNotEqualTo("00000000");
  }

  private String reference(AuthConfig auth) {
    try {
      return ping(auth);
    } catch (ChipIngressException e) {
      return String.valueOf(e.getMessage()).replaceFirst(".*reference ([0-9a-f]{8}).*", "$1");
    }
  }

  @Test
  void twoTokensAreNone() throws Exception {
    start(IngressServer.builder().tokens(TokenPolicy.ofKeys(List.of(key.publicKeyHex()))));
    Metadata headers = new Metadata();
    Metadata.Key<String> name = Metadata.Key.of(AuthToken.HEADER, Metadata.ASCII_STRING_MARSHALLER);
    headers.put(name, token(key));
    assertThat(pingWith(headers)).isEqualTo("pong");
    headers.put(name, token(key));
    assertThatThrownBy(() -> pingWith(headers)).hasMessageContaining("UNAUTHENTICATED");
  }

  private String pingWith(Metadata headers) {
    ManagedChannel channel =
        NettyChannelBuilder.forAddress("127.0.0.1", server.port()).usePlaintext().build();
    try {
      return stub(channel, headers).ping(EmptyRequest.getDefaultInstance()).getMessage();
    } finally {
      channel.shutdownNow();
    }
  }

  private static ChipIngressGrpc.ChipIngressBlockingStub stub(
      ManagedChannel channel, Metadata headers) {
    return ChipIngressGrpc.newBlockingStub(channel)
        .withInterceptors(MetadataUtils.newAttachHeadersInterceptor(headers));
  }

  @Test
  void aKeyPublishesItsSourcesOnly() throws Exception {
    start(
        IngressServer.builder()
            .tokens(TokenPolicy.ofKeys(List.of(key.publicKeyHex() + "=billing/*"))));
    Metadata headers = new Metadata();
    headers.put(Metadata.Key.of(AuthToken.HEADER, Metadata.ASCII_STRING_MARSHALLER), token(key));
    ManagedChannel channel =
        NettyChannelBuilder.forAddress("127.0.0.1", server.port()).usePlaintext().build();
    try {
      PublishResponse response =
          stub(channel, headers)
              .publishBatch(
                  CloudEventBatch.newBuilder()
                      .addEvents(event("1", "billing/eu"))
                      .addEvents(event("2", "shipping"))
                      .build());
      assertThat(response.getResults(0).hasError()).isFalse();
      assertThat(response.getResults(1).getError().getReason())
          .isEqualTo("the key of the token may not publish this source");
      assertThat(server.sink().contains("2")).isFalse();
    } finally {
      channel.shutdownNow();
    }
  }

  @Test
  void beyondItsQuotaAnIdentityIsAskedToComeAgain() {
    start(IngressServer.builder().limits(IngressLimits.builder().maxEventsPerSecond(1).build()));
    ManagedChannel channel =
        NettyChannelBuilder.forAddress("127.0.0.1", server.port()).usePlaintext().build();
    try {
      CloudEventBatch.Builder batch = CloudEventBatch.newBuilder();
      for (int i = 0; i < 1_000; i++) {
        batch.addEvents(event("q" + i, "s"));
      }
      var unused = stub(channel, new Metadata()).publishBatch(batch.build());
      assertThatThrownBy(() -> stub(channel, new Metadata()).publish(event("more", "s")))
          .isInstanceOfSatisfying(
              StatusRuntimeException.class,
              e -> assertThat(e.getStatus().getCode()).isEqualTo(Status.Code.RESOURCE_EXHAUSTED))
          .hasMessageContaining("the quota of 1 events a second is used up; retry in")
          .message()
          .doesNotContain("message");
    } finally {
      channel.shutdownNow();
    }
  }

  @Test
  void anAddressThatOthersReachNeedsTlsAndAsksWhoCalls() {
    TokenPolicy tokens = TokenPolicy.ofKeys(List.of(key.publicKeyHex()));
    assertOpen("there is no TLS, and neither tokens", IngressServer.builder());
    assertOpen("there is no TLS; give", IngressServer.builder().tokens(tokens));
    assertOpen("but neither tokens", IngressServer.builder().tls(identity));
    assertOpen("", IngressServer.builder().insecure());
    assertOpen("", IngressServer.builder().tls(identity).tokens(tokens));
    assertOpen("", IngressServer.builder().tls(identity.toBuilder().trusted(certificate).build()));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> IngressServer.builder().bindAddress("nope.invalid").build())
        .withMessage("bindAddress: host nope.invalid is unknown");
  }

  private static void assertOpen(String refusal, IngressServerBuilder builder) {
    builder.bindAddress("0.0.0.0");
    if (refusal.isEmpty()) {
      builder.build().close();
    } else {
      assertThatIllegalArgumentException()
          .isThrownBy(builder::build)
          .withMessageContaining("bindAddress 0.0.0.0 can be reached by others")
          .withMessageContaining(refusal);
    }
  }

  private static CloudEvent event(String id, String source) {
    return CloudEvent.newBuilder()
        .setId(id)
        .setSource(source)
        .setType("t")
        .setSpecVersion("1.0")
        .build();
  }

  private static String token(Ed25519Signer key) throws Exception {
    byte[] publicKey = HexFormat.of().parseHex(key.publicKeyHex());
    long nanos = ChronoUnit.NANOS.between(Instant.EPOCH, Instant.now());
    byte[] signature = key.sign(key.publicKeyHex(), AuthToken.signedBytes(publicKey, nanos));
    return new AuthToken(publicKey, nanos, signature).format();
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
    start(IngressServer.builder().tls(identity.toBuilder().trusted(certificate).build()));
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
            .tls(identity.toBuilder().trusted(certificate).build())
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
