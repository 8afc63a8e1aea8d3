package io.durableemitter.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.durableemitter.api.DeliveryResult.Failed;
import io.durableemitter.api.DeliveryResult.FailureKind;
import io.durableemitter.http.Receiver.Request;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What requests show to be let in, and where that may be sent. */
@Timeout(60)
class CredentialsTest {

  private static final String OLD = "whsec_" + base64(new byte[24]);
  private static final String NEW =
      base64("0123456789abcdef0123456789abcdef".getBytes(StandardCharsets.US_ASCII));

  private Receiver receiver;

  @BeforeEach
  void start() throws Exception {
    receiver = Receiver.start();
  }

  @AfterEach
  void close() {
    receiver.close();
  }

  private static String base64(byte[] bytes) {
    return Base64.getEncoder().encodeToString(bytes);
  }

  private HttpBatchEmitterBuilder builder() {
    return HttpBatchEmitter.builder(receiver.url()).plaintext();
  }

  private Request sent(HttpBatchEmitterBuilder builder, String id) throws Exception {
    try (HttpBatchEmitter transport = builder.build()) {
      transport.start();
      assertThat(Deliveries.send(transport, id).isDelivered()).isTrue();
    }
    return receiver.requests().get(receiver.requests().size() - 1);
  }

  /** RFC 2104, written out: independent of what signs. */
  private static byte[] hmac(byte[] key, byte[] message) throws Exception {
    byte[] inner = new byte[64];
    byte[] outer = new byte[64];
    for (int i = 0; i < 64; i++) {
      byte k = i < key.length ? key[i] : 0;
      inner[i] = (byte) (k ^ 0x36);
      outer[i] = (byte) (k ^ 0x5c);
    }
    MessageDigest sha = MessageDigest.getInstance("SHA-256");
    sha.update(inner);
    byte[] first = sha.digest(message);
    sha.update(outer);
    return sha.digest(first);
  }

  /** As a receiver does it: docs/http.md. */
  private static boolean isSignedBy(byte[] key, Request request) throws Exception {
    String before =
        request.headers().get("webhook-id")
            + "."
            + request.headers().get("webhook-timestamp")
            + ".";
    byte[] start = before.getBytes(StandardCharsets.UTF_8);
    byte[] signed = Arrays.copyOf(start, start.length + request.body().length);
    System.arraycopy(request.body(), 0, signed, start.length, request.body().length);
    String expected = "v1," + base64(hmac(key, signed));
    return List.of(request.headers().getOrDefault("webhook-signature", "").split(" "))
        .contains(expected);
  }

  @Test
  void requestsAreSignedByEachSecret() throws Exception {
    Request request = sent(builder().signingSecrets(List.of(OLD, NEW)), "event");
    assertThat(isSignedBy(new byte[24], request)).isTrue();
    assertThat(isSignedBy(Base64.getDecoder().decode(NEW), request)).isTrue();
    assertThat(isSignedBy(new byte[25], request))
        .as("another key: zeros make no difference")
        .isTrue();
    assertThat(isSignedBy(new byte[] {1}, request)).isFalse();
    long age =
        Instant.now().getEpochSecond() - Long.parseLong(request.headers().get("webhook-timestamp"));
    assertThat(age).isBetween(-60L, 60L);
  }

  @Test
  void theSignatureIsThatOfTheReferenceLibraries() {
    byte[] body = "{\"test\": 2432232314}".getBytes(StandardCharsets.US_ASCII);
    assertThat(
            WebhookSignatures.signature(
                WebhookSignatures.key(1, "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"),
                "msg_p5jXN8AQM9LWM0D4loKWxJek.1614265330.",
                body))
        .isEqualTo("g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
  }

  @Test
  void theSameEventHasTheSameIdAgain() throws Exception {
    String first =
        sent(builder().signingSecrets(List.of(NEW)), "event").headers().get("webhook-id");
    String again =
        sent(builder().signingSecrets(List.of(NEW)), "event").headers().get("webhook-id");
    String other =
        sent(builder().signingSecrets(List.of(NEW)), "other").headers().get("webhook-id");
    assertThat(again).isEqualTo(first).matches("msg_[A-Za-z0-9_-]{24}");
    assertThat(other).isNotEqualTo(first);
  }

  @Test
  void secretsThatAreNoneAreRefusedAndNotShown() {
    for (String wrong : List.of("whsec_secret!", "whsec_c2hvcnQ=", base64(new byte[65]))) {
      assertThatThrownBy(() -> builder().signingSecrets(List.of(NEW, wrong)))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("signing secret 2 must be the base64 of 24 to 64 bytes")
          .hasMessageNotContaining(wrong);
    }
    assertThatThrownBy(() -> builder().signingSecrets(List.of()))
        .hasMessageContaining("signingSecrets must be 1 to 10");
  }

  @Test
  void attributesInHeadersAreNotSignedSoThatIsRefused() {
    HttpConfig binary = HttpConfig.builder().contentMode(ContentMode.BINARY).build();
    assertThatThrownBy(() -> builder().config(binary).signingSecrets(List.of(NEW)).build())
        .hasMessageContaining("use STRUCTURED or BATCH");
  }

  @Test
  void aTokenIsSentAndAskedForAnewEachTime() throws Exception {
    AtomicInteger count = new AtomicInteger();
    try (HttpBatchEmitter transport =
        builder()
            .credentialsOverPlaintext()
            .bearerToken(() -> "token-" + count.incrementAndGet())
            .headers(Map.of("X-Api-Key", "k"))
            .build()) {
      transport.start();
      assertThat(Deliveries.send(transport, "one").isDelivered()).isTrue();
      assertThat(Deliveries.send(transport, "two").isDelivered()).isTrue();
    }
    assertThat(receiver.requests())
        .extracting(request -> request.headers().get("authorization"))
        .containsExactly("Bearer token-1", "Bearer token-2");
    assertThat(receiver.requests().get(0).headers()).containsEntry("x-api-key", "k");
  }

  @Test
  void withoutATokenNoCallIsMadeAndEventsWait() throws Exception {
    for (String bad : List.of("", "two words", "line\nbreak")) {
      try (HttpBatchEmitter transport =
          builder().credentialsOverPlaintext().bearerToken(() -> bad).build()) {
        transport.start();
        Failed failed = (Failed) Deliveries.send(transport, "event");
        assertThat(failed.kind()).isEqualTo(FailureKind.TRANSPORT);
        assertThat(failed.message()).contains("the supplier of bearer tokens gave none");
      }
    }
    try (HttpBatchEmitter transport =
        builder()
            .credentialsOverPlaintext()
            .bearerToken(
                () -> {
                  throw new IllegalStateException("vault is sealed");
                })
            .build()) {
      transport.start();
      Failed failed = (Failed) Deliveries.send(transport, "event");
      assertThat(failed.kind()).isEqualTo(FailureKind.TRANSPORT);
      assertThat(failed.message()).contains("vault is sealed");
    }
    assertThat(receiver.requests()).isEmpty();
  }

  @Test
  void credentialsAreNotSentWithoutTlsUnlessAsked() {
    assertThatThrownBy(() -> builder().bearerToken("abc").build())
        .hasMessageContaining("credentialsOverPlaintext()")
        .hasMessageNotContaining("abc");
    assertThatThrownBy(() -> builder().headers(Map.of("x-key", "abc")).build())
        .hasMessageContaining("credentialsOverPlaintext()");
    assertThatThrownBy(() -> HttpBatchEmitter.builder(receiver.url()).build())
        .hasMessageContaining("has no TLS: use https, or allow it by plaintext()");
  }

  @Test
  void headersThatWouldBreakRequestsAreRefused() {
    for (String name : List.of("Host", "content-type", "Authorization", "ce-id", "webhook-id")) {
      assertThatThrownBy(() -> builder().headers(Map.of(name, "x")))
          .hasMessageContaining("header '" + name + "' is set by the transport");
    }
    assertThatThrownBy(() -> builder().headers(Map.of("a b", "x"))).hasMessageContaining("illegal");
    assertThatThrownBy(() -> builder().headers(Map.of("x-a", "secret\r\nx-forged: 1")))
        .hasMessageContaining("printable ASCII")
        .hasMessageNotContaining("secret");
    assertThatThrownBy(() -> builder().bearerToken("Bearer abc"))
        .hasMessageContaining("bearerToken");
  }
}
