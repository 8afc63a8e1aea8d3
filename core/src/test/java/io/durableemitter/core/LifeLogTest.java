package io.durableemitter.core;

import static org.assertj.core.api.Assertions.assertThat;

import io.durableemitter.core.config.EmitterConfig;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class LifeLogTest {

  @Test
  void onlyWhatSomebodyHasChosenIsToldByTheNamesOfTheReference() {
    assertThat(SettingsDiff.fromDefaults(EmitterConfig.ofDefaults())).isEqualTo("none");
    EmitterConfig chosen =
        EmitterConfig.builder()
            .insert(insert -> insert.batching(batching -> batching.workers(2)))
            .backlog(backlog -> backlog.maxRows(1_000))
            .order(order -> order.attribute("subject"))
            .retransmit(retransmit -> retransmit.after(Duration.ofSeconds(1)))
            .closeTimeout(Duration.ofSeconds(5))
            .build();
    assertThat(SettingsDiff.fromDefaults(chosen))
        .isEqualTo(
            "insert.batching.workers=2, backlog.maxRows=1000, order.attribute=subject,"
                + " retransmit.after=PT1S, closeTimeout=PT5S");
  }
}
