package io.durableemitter.api.internal.log;

import static org.assertj.core.api.Assertions.assertThat;

import io.durableemitter.api.DeadLetterReason;
import io.durableemitter.api.DeliveryResult;
import io.durableemitter.api.DeliveryResult.Failed;
import io.durableemitter.api.DeliveryResult.FailureKind;
import io.durableemitter.api.DeliveryResult.Rejected;
import io.durableemitter.api.EmitException;
import io.durableemitter.api.internal.text.ErrorText;
import io.durableemitter.spi.StoreException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import org.assertj.core.api.Assertions;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Where text from elsewhere enters, whoever wrote the transport, the store or the callback. */
class ForeignTextBordersTest {

  private static final String HOSTILE = "x\r\n12:00 ERROR forged \u001b[2J \u202e \u0085 \u2028";

  @Test
  void resultsOfAnyTransportAreHarmlessAndBounded() {
    Rejected rejected = new Rejected(HOSTILE, HOSTILE + "y".repeat(100_000), false);
    assertHarmless(rejected.code());
    assertHarmless(rejected.reason());
    Failed failed = new Failed(FailureKind.CALL, HOSTILE + "y".repeat(100_000), null);
    assertHarmless(failed.message());
    assertThat(DeliveryResult.rejected("CODE", "as it is", true))
        .isEqualTo(new Rejected("CODE", "as it is", true));
  }

  @Test
  void messagesOfExceptionsAreHarmless() {
    assertHarmless(new StoreException(StoreException.Outcome.UNKNOWN, HOSTILE, null).getMessage());
    assertHarmless(StoreException.dataRefused(HOSTILE, null).getMessage());
    assertHarmless(
        new EmitException(EmitException.Outcome.UNKNOWN, EmitException.Reason.TIMEOUT, HOSTILE)
            .getMessage());
    assertHarmless(Assertions.catchThrowable(() -> DeadLetterReason.of(HOSTILE)).getMessage());
  }

  @Test
  void whatWasThrownIsToldOnOneLine() {
    assertHarmless(ErrorText.of(new IllegalStateException(HOSTILE + "y".repeat(100_000))));
    assertHarmless(ErrorText.message(new IllegalStateException(HOSTILE)));
    assertThat(ErrorText.message(new IllegalStateException("plain"))).isEqualTo("plain");
    assertThat(ErrorText.message(new IllegalStateException()))
        .isEqualTo("java.lang.IllegalStateException");
    assertThat(ErrorText.message(new Throwing())).contains("Throwing", "throws when asked");
  }

  @Test
  void aStackTraceInALogHasNoLinesOfItsOwn() {
    Throwable cause = new IllegalStateException(HOSTILE);
    Throwable error = new IllegalArgumentException("outer", cause);
    List<String> lines = trace(LoggedError.of(error)).lines().toList();
    assertThat(lines).allMatch(line -> line.matches("\\s*(at |Caused by: |\\.\\.\\. |io\\.).*"));
    assertThat(String.join("\n", lines))
        .contains("java.lang.IllegalArgumentException: outer", "forged", getClass().getName())
        .doesNotContain("\u001b");

    Throwable plain = new IllegalStateException("plain", new RuntimeException("too"));
    assertThat(LoggedError.of(plain)).isSameAs(plain);
    Throwable suppressing = new IllegalStateException("plain");
    suppressing.addSuppressed(cause);
    assertThat(trace(LoggedError.of(suppressing))).doesNotContain("\u001b");
    assertThat(trace(LoggedError.of(new Throwing()))).contains("throws when asked");
  }

  /** Causes that go round in a circle, and chains that are too deep to follow. */
  @Test
  void anyChainOfCausesEnds() {
    Throwable first = new IllegalStateException("first");
    Throwable second = new IllegalStateException("second", first);
    first.initCause(second);
    assertThat(LoggedError.of(first)).isSameAs(first);
    Throwable deep = new IllegalStateException(HOSTILE);
    for (int i = 0; i < 10_000; i++) {
      deep = new IllegalStateException("layer", deep);
    }
    assertThat(trace(LoggedError.of(deep))).doesNotContain("\u001b").contains("layer");
  }

  private static String trace(Throwable error) {
    StringWriter text = new StringWriter();
    error.printStackTrace(new PrintWriter(text));
    return text.toString();
  }

  private static void assertHarmless(@Nullable String text) {
    assertThat(text)
        .contains("forged")
        .hasSizeLessThan(7_000)
        .doesNotContainPattern("[\\p{Cc}\\p{Cf}\u2028]");
  }

  private static final class Throwing extends RuntimeException {
    private static final long serialVersionUID = 1L;

    @Override
    public String getMessage() {
      throw new IllegalStateException("never asked");
    }
  }
}
