package io.durableemitter.core.internal.encode;

import static org.assertj.core.api.Assertions.assertThat;

import io.durableemitter.api.Event;
import io.durableemitter.api.IdempotencyKeyPolicy;
import java.time.Clock;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class OrderingKeyTest {

  // the first eight bytes of: printf order-7 | sha256sum
  private static final long ORDER_7 = 0xdf8cf80227ec3237L;

  private static OptionalLong key(String attribute, Event event) {
    return new EventAssembler(
            Clock.systemUTC(),
            IdempotencyKeyPolicy.EVENT_ID,
            OrderingKey.by(Optional.of(attribute)))
        .assemble(event)
        .payload()
        .orderingKey();
  }

  @Test
  void itIsAHashOfTheValueWhateverTheAttribute() {
    assertThat(key("source", Event.of("order-7", "t"))).hasValue(ORDER_7);
    assertThat(key("type", Event.of("s", "order-7"))).hasValue(ORDER_7);
    assertThat(key("subject", Event.of("s", "t").subject("order-7"))).hasValue(ORDER_7);
    assertThat(key("partitionkey", Event.of("s", "t").extension("partitionkey", "order-7")))
        .hasValue(ORDER_7);
  }

  @Test
  void valuesThatAreNoTextHaveAKeyToo() {
    OptionalLong number = key("tenant", Event.of("s", "t").extension("tenant", 7));
    OptionalLong text = key("tenant", Event.of("s", "t").extension("tenant", "7"));
    OptionalLong bytes = key("tenant", Event.of("s", "t").extension("tenant", new byte[] {7}));
    assertThat(number).isEqualTo(text).isNotEqualTo(bytes);
    assertThat(bytes).isPresent();
  }

  @Test
  void anEventWithoutTheAttributeHasNone() {
    assertThat(key("subject", Event.of("s", "t"))).isEmpty();
    assertThat(key("partitionkey", Event.of("s", "t").subject("order-7"))).isEmpty();
  }

  @Test
  void withoutAnAttributeNoEventHasOne() {
    assertThat(
            new EventAssembler(Clock.systemUTC(), IdempotencyKeyPolicy.EVENT_ID, OrderingKey.NONE)
                .assemble(Event.of("s", "t").subject("order-7"))
                .payload()
                .orderingKey())
        .isEmpty();
  }
}
