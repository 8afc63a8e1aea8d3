package io.durableemitter.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

class BatchingConfigTest {

  @Test
  void aWrongSettingIsNamedWithWhatWouldBeRight() {
    Map<String, UnaryOperator<BatchingConfig.Builder>> wrong =
        Map.of(
            "batching.batchSize must be at least 1 but is 0", b -> b.batchSize(0),
            "batching.batchBytes must be at least 1 but is -1", b -> b.batchBytes(-1),
            "batching.flushInterval must not be negative but is PT-0.001S",
                b -> b.flushInterval(Duration.ofMillis(-1)),
            "batching.flushInterval must be at most 3650 days but is ",
                b -> b.flushInterval(ChronoUnit.FOREVER.getDuration()),
            "batching.workers must be at least 1 but is 0", b -> b.workers(0),
            "batching.queueSize must be at least 1 but is 0", b -> b.queueSize(0),
            "batching.queueBytes must be at least 1 but is 0", b -> b.queueBytes(0));
    wrong.forEach(
        (message, change) ->
            assertThatThrownBy(() -> change.apply(BatchingConfig.builder()).build())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith(message));
  }

  @Test
  void whatIsChangedLeavesTheRestAsItWas() {
    BatchingConfig changed =
        new BatchingConfig(1, 2, Duration.ofMillis(3), 4, 5, 6).toBuilder().workers(40).build();
    assertThat(changed).isEqualTo(new BatchingConfig(1, 2, Duration.ofMillis(3), 40, 5, 6));
  }
}
