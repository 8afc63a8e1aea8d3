package io.durableemitter.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import io.durableemitter.chaos.kafka.KafkaRun;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The program {@code chaos/kafka}, for less. */
@Timeout(300)
class KafkaRunTest {

  @Test
  void everyEventIsInKafkaThoughABrokerAndAnIngressAreKilled() throws Exception {
    assertThat(KafkaRun.run(new KafkaRun.Plan(5_000, 8, 2))).isTrue();
  }
}
