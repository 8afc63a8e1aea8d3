package io.durableemitter.api.internal.health;

import static org.assertj.core.api.Assertions.assertThat;

import io.durableemitter.api.HealthReport.Component;
import io.durableemitter.api.HealthReport.State;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class HealthHistoryTest {

  private final Instant begin = Instant.parse("2026-01-01T00:00:00Z");
  private Instant now = begin;
  private final HealthHistory history = new HealthHistory(() -> now);

  private Instant since(String name, State state, String detail) {
    List<Component> seen = history.look(List.of(new Component(name, state, detail)));
    return seen.get(0).since().orElseThrow();
  }

  @Test
  void aStateIsAsOldAsTheLookThatFirstSawIt() {
    assertThat(since("gate", State.UP, "")).isEqualTo(begin);
    now = now.plusSeconds(60);
    assertThat(since("gate", State.UP, "")).isEqualTo(begin);
    assertThat(since("gate", State.DEGRADED, "closed")).isEqualTo(begin.plusSeconds(60));
  }

  @Test
  void otherWordsForTheSameStateAndOtherPartsDoNotMakeItYounger() {
    since("gate", State.DEGRADED, "closed for 1 s");
    now = now.plusSeconds(60);
    assertThat(since("store", State.UP, "")).isEqualTo(begin.plusSeconds(60));
    assertThat(since("gate", State.DEGRADED, "closed for 61 s")).isEqualTo(begin);
  }

  @Test
  void whatComesBackBeginsAnew() {
    since("gate", State.DEGRADED, "closed");
    now = now.plusSeconds(60);
    since("gate", State.UP, "");
    now = now.plusSeconds(60);
    assertThat(since("gate", State.DEGRADED, "closed")).isEqualTo(begin.plusSeconds(120));
  }
}
