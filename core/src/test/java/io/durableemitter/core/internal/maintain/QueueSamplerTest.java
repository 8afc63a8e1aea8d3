package io.durableemitter.core.internal.maintain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.durableemitter.core.internal.metrics.QueueSample;
import io.durableemitter.spi.DurableQueueObserver;
import io.durableemitter.spi.DurableQueueStats;
import io.durableemitter.spi.StoreException;
import io.durableemitter.spi.StoreException.Outcome;
import io.durableemitter.testkit.InMemoryEventStore;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

class QueueSamplerTest {

  private static final Duration INTERVAL = Duration.ofSeconds(10);

  private final DurableQueueObserver store = new InMemoryEventStore();
  private final QueueSample sample = new QueueSample();

  @Test
  void whoKeepsRemovedRowsIsKeptBesideTheFigures() {
    assertThat(sampler(() -> Optional.of("process 7")).runOnce()).isEqualTo(INTERVAL);
    assertThat(sample.last()).isPresent();
    assertThat(sample.vacuumBlocker()).contains("process 7");
  }

  @Test
  void aStoreThatCannotTellWhoStillHasFigures() {
    sample.hindered(Optional.of("process 7"));
    QueueSampler helpless =
        sampler(
            () -> {
              throw new StoreException(Outcome.NOT_DONE, "no such view", null);
            });
    assertThatThrownBy(helpless::runOnce).hasMessage("no such view");
    assertThat(sample.last()).isPresent();
    assertThat(sample.vacuumBlocker()).isEmpty();
  }

  private QueueSampler sampler(Supplier<Optional<String>> vacuumBlocker) {
    DurableQueueObserver observer =
        new DurableQueueObserver() {
          @Override
          public DurableQueueStats observeQueue(Duration ttl, Duration lead) {
            return store.observeQueue(ttl, lead);
          }

          @Override
          public Optional<String> vacuumBlocker() {
            return vacuumBlocker.get();
          }
        };
    return new QueueSampler(observer, Duration.ofHours(1), Duration.ZERO, INTERVAL, sample);
  }
}
