package io.durableemitter.chaos.child;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class OrderTest {

  @Test
  void eachIsReadAsItIsWritten() {
    assertThat(Order.values())
        .allSatisfy(order -> assertThat(Order.of(order.letter())).isEqualTo(order));
  }

  @Test
  void whatIsNoOrderIsNamed() {
    assertThatThrownBy(() -> Order.of('!'))
        .hasMessageContaining("not !")
        .hasMessageContaining("CLOSE");
  }
}
