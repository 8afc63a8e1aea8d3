package io.durableemitter.chipingress.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;

class AuthTokenTest {

  private static final String KEY = "0f".repeat(32);
  private static final String SIGNATURE = "a1".repeat(64);

  @Test
  void readsWhatItWrites() {
    String text = "2:" + KEY + ":1795482123004005006:" + SIGNATURE;

    AuthToken token = AuthToken.parse(text);

    assertThat(token.format()).isEqualTo(text);
    assertThat(token.time()).isEqualTo("2026-11-24T01:02:03.004005006Z");
    assertThat(token.toString()).doesNotContain(SIGNATURE);
  }

  @Test
  void refusesAnythingElseWithoutShowingIt() {
    for (String text :
        new String[] {
          "",
          "2",
          "1:" + KEY + ":1:" + SIGNATURE,
          "2:" + KEY + ":1:" + SIGNATURE + ":",
          "2:" + KEY + "0f:1:" + SIGNATURE,
          "2:" + KEY.substring(2) + "zz:1:" + SIGNATURE,
          "2:" + KEY + "::" + SIGNATURE,
          "2:" + KEY + ":-1:" + SIGNATURE,
          "2:" + KEY + ":+1:" + SIGNATURE,
          "2:" + KEY + ":99999999999999999999:" + SIGNATURE,
          "2:" + KEY + ":1:" + SIGNATURE.substring(2),
          "2:".repeat(1000),
        }) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> AuthToken.parse(text))
          .withMessageContaining("the token")
          .withMessageNotContaining(SIGNATURE.substring(2));
    }
  }
}
