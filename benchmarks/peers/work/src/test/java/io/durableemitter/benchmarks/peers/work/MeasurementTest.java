package io.durableemitter.benchmarks.peers.work;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.durableemitter.benchmarks.peers.work.ScriptedOutbox.Fault;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@Timeout(60)
class MeasurementTest {

  private final Deliveries deliveries = new Deliveries();

  private Figures figures(ScriptedOutbox outbox, int perTransaction) throws Exception {
    Load load = new Load(2, 0.05, 0.1, 0.05, perTransaction);
    return new Measurement(outbox, deliveries, load).run("scripted");
  }

  @Test
  void eachEventIsCountedOnce() throws Exception {
    Figures figures = figures(new ScriptedOutbox(deliveries, Fault.NONE), 3);

    assertThat(figures.left() + figures.duplicates() + figures.missing()).isZero();
    assertThat(figures.deliveredPerSecond()).isEqualTo(figures.persistedPerSecond());
    assertThat(figures.endToEndPerSecond()).isPositive();
  }

  @Test
  void duplicatesAreCountedByEvent() throws Exception {
    ScriptedOutbox outbox = new ScriptedOutbox(deliveries, Fault.TWICE);

    Figures figures = figures(outbox, 1);

    assertThat(figures.duplicates()).isEqualTo(outbox.faults()).isPositive();
    assertThat(figures.missing()).isZero();
    assertThat(figures.deliveredPerSecond()).isEqualTo(figures.persistedPerSecond());
  }

  @Test
  void whatIsNeitherDeliveredNorLeftIsMissing() throws Exception {
    ScriptedOutbox outbox = new ScriptedOutbox(deliveries, Fault.LOST);

    Figures figures = figures(outbox, 1);

    assertThat(figures.missing()).isEqualTo(outbox.faults()).isPositive();
    assertThat(figures.left()).isZero();
  }

  @Test
  void whatIsLeftIsNotMissing() throws Exception {
    ScriptedOutbox outbox = new ScriptedOutbox(deliveries, Fault.KEPT);

    Figures figures = figures(outbox, 1);

    assertThat(figures.left()).isEqualTo(outbox.faults()).isPositive();
    assertThat(figures.missing()).isZero();
  }

  @ParameterizedTest
  @EnumSource(names = {"CHANGED", "SHORTENED"})
  void whatIsNoneOfTheEventsEndsTheRun(Fault fault) {
    assertThatThrownBy(() -> figures(new ScriptedOutbox(deliveries, fault), 1))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("not those persisted");
  }

  @Test
  void theFiguresAreOneLineOfJson() throws Exception {
    String json = figures(new ScriptedOutbox(deliveries, Fault.NONE), 1).json();

    assertThat(json)
        .startsWith("{\"name\":\"scripted\",\"version\":\"1\",\"settings\":\"with \\\"faults\\\"\"")
        .endsWith("}")
        .doesNotContain("\n");
  }
}
