package io.durableemitter.ingress.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.durableemitter.chipingress.auth.AuthToken;
import io.durableemitter.chipingress.auth.Ed25519Signer;
import io.durableemitter.ingress.auth.RefusedTokenException.Kind;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class TokenVerifierTest {

  private static final Instant NOW = Instant.parse("2026-11-24T01:00:00Z");

  private final Ed25519Signer key = Ed25519Signer.generate();
  private final TokenPolicy policy = TokenPolicy.ofKeys(List.of(key.publicKeyHex()));

  @Test
  void takesATokenOfAnAllowedKeyAgainAndAgain() throws Exception {
    TokenVerifier verifier = verifier(policy, NOW);
    verifier.verify(token(key, NOW));
    verifier.verify(token(key, NOW));
    verifier.verify(token(key, NOW.minus(Duration.ofMinutes(15))));
    verifier.verify(token(key, NOW.plus(Duration.ofMinutes(1))));
    verifier.verify(token(key, NOW));
  }

  @Test
  void takesKeysInUpperCaseToo() throws Exception {
    verifier(TokenPolicy.ofKeys(List.of(key.publicKeyHex().toUpperCase(Locale.ROOT))), NOW)
        .verify(token(key, NOW));
  }

  @Test
  void refusesACallWithoutAToken() {
    assertRefused(null, Kind.MISSING, "no header x-beholder-node-auth-token");
  }

  @Test
  void refusesWhatIsNotAToken() throws Exception {
    assertRefused("", Kind.MALFORMED, "four parts");
    assertRefused("1" + token(key, NOW).substring(1), Kind.MALFORMED, "version 2");
    assertRefused("2:zz:1:zz", Kind.MALFORMED, "64 hex digits");
    assertRefused("2".repeat(100_000), Kind.MALFORMED, "usual length");
  }

  @Test
  void refusesAKeyThatIsNotAllowed() throws Exception {
    Ed25519Signer stranger = Ed25519Signer.generate();
    assertRefused(token(stranger, NOW), Kind.UNKNOWN_KEY, stranger.publicKeyHex());
  }

  @Test
  void refusesAStaleTokenThoughItWasGoodBefore() throws Exception {
    Instant made = NOW.minus(Duration.ofMinutes(15)).minusNanos(1);
    assertRefused(token(key, made), Kind.TOO_OLD, "more than PT15M");
  }

  @Test
  void refusesATokenFromTheFuture() throws Exception {
    Instant made = NOW.plus(Duration.ofMinutes(1)).plusNanos(1);
    assertRefused(token(key, made), Kind.FROM_THE_FUTURE, "ahead of this clock");
  }

  @Test
  void refusesASignatureOfAnotherTimeOrKey() throws Exception {
    String[] parts = token(key, NOW).split(":", -1);
    String[] later = token(key, NOW.plusNanos(1)).split(":", -1);
    assertRefused(
        String.join(":", parts[0], parts[1], later[2], parts[3]), Kind.BAD_SIGNATURE, "not signed");
    String[] other = token(Ed25519Signer.generate(), NOW).split(":", -1);
    assertRefused(
        String.join(":", parts[0], parts[1], parts[2], other[3]), Kind.BAD_SIGNATURE, "not signed");
  }

  @Test
  void aGoodTokenDoesNotLetAForgedOneOfTheSameKeyIn() throws Exception {
    TokenVerifier verifier = verifier(policy, NOW);
    String good = token(key, NOW);
    verifier.verify(good);
    char last = good.charAt(good.length() - 1);
    String forged = good.substring(0, good.length() - 1) + (last == '0' ? '1' : '0');
    assertThatThrownBy(() -> verifier.verify(forged)).isInstanceOf(RefusedTokenException.class);
  }

  private void assertRefused(@Nullable String token, Kind kind, String message) {
    assertThatThrownBy(() -> verifier(policy, NOW).verify(token))
        .isInstanceOfSatisfying(
            RefusedTokenException.class, e -> assertThat(e.kind()).isEqualTo(kind))
        .hasMessageContaining(message);
  }

  private static TokenVerifier verifier(TokenPolicy policy, Instant now) {
    return new TokenVerifier(
        policy,
        new AllowedKeys(policy.allowedKeys(), Optional.empty(), () -> 0),
        Clock.fixed(now, ZoneOffset.UTC));
  }

  private static String token(Ed25519Signer key, Instant time) throws Exception {
    byte[] publicKey = HexFormat.of().parseHex(key.publicKeyHex());
    long nanos = Duration.between(Instant.EPOCH, time).toNanos();
    byte[] signature = key.sign(key.publicKeyHex(), AuthToken.signedBytes(publicKey, nanos));
    return new AuthToken(publicKey, nanos, signature).format();
  }
}
