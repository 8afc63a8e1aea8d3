package io.durableemitter.chipingress.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

class AuthConfigTest {

  private static final String KEY = "ab".repeat(32);
  private static final Duration TTL = Duration.ofMinutes(10);

  @Test
  void aTtlBelowTenMinutesIsRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> AuthConfig.rotating(KEY, TTL.minusNanos(1)))
        .withMessageContaining("ttl must be PT10M to PT8760H but is");
    assertThat(AuthConfig.rotating(KEY, TTL).isNone()).isFalse();
  }

  @Test
  void aMissingOrMalformedPublicKeyIsRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> AuthConfig.rotating(" ", TTL))
        .withMessageContaining("need the public key");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> AuthConfig.rotating("xy".repeat(32), TTL))
        .withMessageContaining("not hex");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> AuthConfig.rotating("abcd", TTL))
        .withMessageContaining("32 bytes, 64 hex digits, but this one has 2");
  }

  @Test
  void staticHeadersAreSentAsTheyAreUnderLowerCaseNames() {
    HeaderProvider provider =
        HeaderProvider.of(AuthConfig.staticHeaders(Map.of("X-Api-Key", "s3cret")));

    assertThat(provider.headers().join()).containsExactly(Map.entry("x-api-key", "s3cret"));
    assertThat(HeaderProvider.of(AuthConfig.none()).headers().join()).isEmpty();
    assertThat(AuthConfig.staticHeaders(Map.of()).isNone()).isTrue();
  }

  @Test
  void basicAuthenticationIsEncodedAsTheRfcSays() {
    // the example of RFC 7617, section 2
    assertThat(HeaderProvider.of(AuthConfig.basic("Aladdin", "open sesame")).headers().join())
        .containsExactly(Map.entry("authorization", "Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ=="));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> AuthConfig.basic("a:b", "canary"))
        .withMessageNotContaining("canary");
  }

  @Test
  void headersThatCannotBeSentAreRefusedWithoutShowingTheirValues() {
    for (String name :
        new String[] {"", "with space", "a:b", "ü", "grpc-timeout", "x-bin", "x\n"}) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> AuthConfig.staticHeaders(Map.of(name, "canary")))
          .withMessageContaining("header name")
          .withMessageNotContaining("canary")
          .withMessageNotContaining("\n");
    }
    for (String value : new String[] {"canary\r\nx: y", "canary\u0000", "canaryé"}) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> AuthConfig.staticHeaders(Map.of("x", value)))
          .withMessageContaining("header 'x'")
          .withMessageNotContaining("canary");
    }
    assertThatIllegalArgumentException()
        .isThrownBy(() -> AuthConfig.staticHeaders(Map.of("x", "1", "X", "2")))
        .withMessageContaining("twice");
  }

  @Test
  void noConfigurationShowsASecret() {
    assertThat(AuthConfig.staticHeaders(Map.of("x-api-key", "canary")).toString())
        .isEqualTo("static headers [x-api-key]");
    assertThat(AuthConfig.basic("me", "canary").toString())
        .isEqualTo("static headers [authorization]");
    assertThat(
            AuthConfig.rotating(KEY, TTL).toBuilder()
                .initialHeaders(Map.of("x", "canary"))
                .build()
                .toString())
        .isEqualTo("rotating token of key " + KEY + ", TTL PT10M");
  }

  @Test
  void otherHeadersAreCheckedAndCannotReplaceTheToken() {
    RotatingAuth auth = AuthConfig.rotating("ab".repeat(32), Duration.ofHours(1));
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                auth.toBuilder()
                    .otherHeaders(Map.of("X-Beholder-Node-Auth-Token", "secret"))
                    .build())
        .withMessageContaining("carries the token")
        .withMessageNotContaining("secret");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> auth.toBuilder().otherHeaders(Map.of("x-a", "secret\r\nx-b: 1")).build())
        .withMessageContaining("x-a")
        .withMessageNotContaining("secret");
  }
}
