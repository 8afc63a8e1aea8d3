package io.durableemitter.core.internal.deliver;

import static org.assertj.core.api.Assertions.assertThat;

import io.durableemitter.api.DeadLetterReason;
import io.durableemitter.api.DeliveryResult;
import io.durableemitter.api.DeliveryResult.FailureKind;
import io.durableemitter.core.config.DeliverConfig;
import io.durableemitter.core.config.OrderConfig;
import io.durableemitter.core.config.OrderConfig.Undeliverable;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class FailurePolicyTest {

  private static final Duration LONG = Duration.ofDays(1);
  private static final DeliverConfig CONFIG =
      DeliverConfig.builder()
          .firstBackOff(Duration.ofSeconds(1))
          .longestBackOff(Duration.ofSeconds(60))
          .build();

  private final FailurePolicy policy = new FailurePolicy(CONFIG, LONG, () -> 1.0);

  @Test
  void troubleOfTheTransportDoesNotCountAgainstTheEvent() {
    assertThat(policy.judge(failed(FailureKind.TRANSPORT), 1))
        .isInstanceOf(FailureDecision.Wait.class);
    assertThat(policy.judge(failed(FailureKind.CLOSED), 1_000))
        .isInstanceOf(FailureDecision.Wait.class);
  }

  @Test
  void aFailureOfItsOwnPutsAnEventOffTwiceAsLongEachTime() {
    assertThat(policy.judge(failed(FailureKind.CALL), 1)).isEqualTo(later(1));
    assertThat(policy.judge(failed(FailureKind.MISMATCH), 2)).isEqualTo(later(2));
    // another process may be set to send it
    assertThat(policy.judge(failed(FailureKind.OVER_LIMIT), 2)).isEqualTo(later(2));
    assertThat(policy.judge(DeliveryResult.rejected("SCHEMA_MISSING", "", false), 3))
        .isEqualTo(later(4));
    assertThat(policy.judge(failed(FailureKind.CALL), 7)).isEqualTo(later(60));
    assertThat(policy.judge(failed(FailureKind.CALL), Integer.MAX_VALUE)).isEqualTo(later(60));
  }

  @Test
  void halfOfTheDelayIsLeftToChance() {
    assertThat(new FailurePolicy(CONFIG, LONG, () -> 0.0).judge(failed(FailureKind.CALL), 2))
        .isEqualTo(later(1));
  }

  @Test
  void noEventWaitsLongerThanHalfOfItsLife() {
    FailurePolicy hurried = new FailurePolicy(CONFIG, Duration.ofSeconds(3), () -> 1.0);
    assertThat(hurried.judge(failed(FailureKind.CALL), 2)).isEqualTo(later(2));
    assertThat(hurried.judge(failed(FailureKind.CALL), 7)).isEqualTo(later(3));
  }

  @Test
  void whatWillNeverGetBetterBecomesADeadLetter() {
    assertThat(policy.judge(DeliveryResult.rejected("INVALID", "no", true), 1))
        .isEqualTo(new FailureDecision.Never(DeadLetterReason.REJECTED));
    assertThat(policy.judge(failed(FailureKind.TOO_LARGE), 1))
        .isEqualTo(new FailureDecision.Never(DeadLetterReason.TOO_LARGE));
  }

  @Test
  void aMaximumOfAttemptsEndsIt() {
    FailurePolicy three =
        new FailurePolicy(
            DeliverConfig.builder()
                .firstBackOff(Duration.ofSeconds(1))
                .longestBackOff(Duration.ofSeconds(60))
                .maxAttempts(3)
                .build(),
            LONG,
            () -> 1.0);
    assertThat(three.judge(failed(FailureKind.CALL), 2)).isEqualTo(later(2));
    assertThat(three.judge(failed(FailureKind.CALL), 3))
        .isEqualTo(new FailureDecision.Never(DeadLetterReason.TOO_MANY_ATTEMPTS));
    assertThat(three.judge(failed(FailureKind.TRANSPORT), 3))
        .isInstanceOf(FailureDecision.Wait.class);
  }

  private static DeliveryResult failed(FailureKind kind) {
    return DeliveryResult.failed(kind, "for the test");
  }

  private static FailureDecision later(int seconds) {
    return new FailureDecision.Later(Duration.ofSeconds(seconds));
  }

  @Test
  void anEventThatHoldsUpItsKeyIsNeverGivenUpIfThatIsAskedFor() {
    FailurePolicy holding =
        new FailurePolicy(
            DeliverConfig.builder().maxAttempts(2).build(),
            OrderConfig.builder().undeliverable(Undeliverable.HOLD).build(),
            LONG,
            () -> 1.0);
    DeliveryResult refused = DeliveryResult.rejected("INVALID", "no", true);
    assertThat(holding.judge(refused, 1, true)).isInstanceOf(FailureDecision.Later.class);
    assertThat(holding.judge(failed(FailureKind.CALL), 9, true))
        .isInstanceOf(FailureDecision.Later.class);
    assertThat(holding.judge(refused, 1, false)).isInstanceOf(FailureDecision.Never.class);
    assertThat(holding.isExhausted(9, true)).isFalse();
    assertThat(holding.isExhausted(9, false)).isTrue();
    assertThat(policy.judge(refused, 1, true)).isInstanceOf(FailureDecision.Never.class);
  }
}
