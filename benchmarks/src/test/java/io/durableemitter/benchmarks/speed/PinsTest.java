package io.durableemitter.benchmarks.speed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class PinsTest {

  @Test
  void eachPartHasItsProcessors() {
    Pins pins = Pins.of("emitter=0,ingress=1-3");
    assertThat(pins.emitter()).containsExactly("taskset", "-c", "0");
    assertThat(pins.ingress()).containsExactly("taskset", "-c", "1-3");
  }

  @Test
  void whatIsNotNamedMayUseAll() {
    assertThat(Pins.of("")).isEqualTo(Pins.NONE);
    assertThat(Pins.of("postgres=1").emitter()).isEmpty();
  }

  @Test
  void whatBindsNothingIsRefused() {
    assertRefused("emitter", "emitter");
    assertRefused("emitter=", "emitter=");
    assertRefused("emitter=0,,ingress=1", "");
    assertRefused("emitter=0,database=1", "database=1");
    assertRefused("emitter=two", "emitter=two");
    assertRefused("emitter=0-", "emitter=0-");
  }

  private static void assertRefused(String text, String part) {
    assertThatThrownBy(() -> Pins.of(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "'"
                + part
                + "' binds nothing; right is emitter=0,postgres=1,ingress=0-1, each of which can be"
                + " left out");
  }
}
