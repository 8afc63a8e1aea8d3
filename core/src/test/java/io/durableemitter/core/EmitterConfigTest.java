package io.durableemitter.core;

import static org.assertj.core.api.Assertions.assertThat;

import io.durableemitter.api.IdempotencyKeyPolicy;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class EmitterConfigTest {

  @Test
  void anOutageOfDaysMakesNoDeadLettersAndEachEventHasAKeyOfItsOwn() {
    EmitterConfig config = EmitterConfig.ofDefaults();
    assertThat(config.eventTtl()).isEqualTo(Duration.ofDays(3));
    assertThat(config.idempotencyKeyPolicy()).isEqualTo(IdempotencyKeyPolicy.EVENT_ID);
  }

  @Test
  void theGoPackagesOwnAreSetByOneCall() {
    EmitterConfig config = EmitterConfig.goDefaults().build();
    assertThat(config.retransmitInterval()).isEqualTo(Duration.ofSeconds(5));
    assertThat(config.retransmitAfter()).isEqualTo(Duration.ofSeconds(10));
    assertThat(config.retransmitBatchSize()).isEqualTo(100);
    assertThat(config.expiryInterval()).isEqualTo(Duration.ofMinutes(1));
    assertThat(config.eventTtl()).isEqualTo(Duration.ofHours(1));
    assertThat(config.publishTimeout()).isEqualTo(Duration.ofSeconds(5));
    assertThat(config.purgeInterval()).isEqualTo(Duration.ofMillis(250));
    assertThat(config.purgeBatchSize()).isEqualTo(500);
    assertThat(config.insertBatchSize()).isEqualTo(100);
    assertThat(config.insertBatchFlushInterval()).isEqualTo(Duration.ofMillis(100));
    assertThat(config.insertBatchWorkers()).isEqualTo(4);
    assertThat(config.markBatchSize()).isEqualTo(100);
    assertThat(config.markBatchFlushInterval()).isEqualTo(Duration.ofMillis(500));
    assertThat(config.markBatchWorkers()).isEqualTo(2);
    assertThat(config.metrics().pollInterval()).isEqualTo(Duration.ofSeconds(10));
    assertThat(config.metrics().nearExpiryLead()).isEqualTo(Duration.ofMinutes(5));
    assertThat(config.idempotencyKeyPolicy()).isEqualTo(IdempotencyKeyPolicy.CONTENT_HASH);
    assertThat(config.retransmitEnabled()).isTrue();
  }
}
