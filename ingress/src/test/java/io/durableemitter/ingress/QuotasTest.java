package io.durableemitter.ingress;

import static org.assertj.core.api.Assertions.assertThat;

import io.durableemitter.ingress.auth.Identity;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class QuotasTest {

  private final AtomicLong nanos = new AtomicLong();
  private final Identity identity = Identity.current();

  @Test
  void aRequestIsTakenWhileAnyIsLeftAndTheNextWaitsUntilItIsPaidFor() {
    Quotas quotas = new Quotas(IngressLimits.builder().maxEventsPerSecond(100).build(), nanos::get);
    assertThat(quotas.refusal(identity, 350, 1)).isEmpty();
    assertThat(quotas.refusal(identity, 1, 1))
        .contains("the quota of 100 events a second is used up; retry in 2501 ms");
    nanos.addAndGet(Duration.ofMillis(2_400).toNanos());
    assertThat(quotas.refusal(identity, 1, 1)).isPresent();
    nanos.addAndGet(Duration.ofMillis(101).toNanos());
    assertThat(quotas.refusal(identity, 1, 1)).isEmpty();
  }

  @Test
  void bytesHaveAQuotaOfTheirOwn() {
    Quotas quotas =
        new Quotas(IngressLimits.builder().maxBytesPerSecond(1_000).build(), nanos::get);
    assertThat(quotas.refusal(identity, 1_000_000, 1_000)).isEmpty();
    assertThat(quotas.refusal(identity, 1, 1))
        .hasValueSatisfying(text -> assertThat(text).contains("1000 bytes a second"));
  }

  @Test
  void withoutQuotaNothingIsRefused() {
    Quotas quotas = new Quotas(IngressLimits.ofDefaults(), nanos::get);
    assertThat(quotas.refusal(identity, Integer.MAX_VALUE, Integer.MAX_VALUE)).isEmpty();
    assertThat(quotas.refusal(identity, Integer.MAX_VALUE, Integer.MAX_VALUE)).isEmpty();
  }
}
