package io.durableemitter.examples.orders;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.example.orders.cdi.JtaOrders;
import com.example.orders.cdi.Settings;
import io.durableemitter.api.EmitException;
import io.durableemitter.api.Event;
import io.durableemitter.core.DurableEmitter;
import jakarta.enterprise.inject.se.SeContainer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The emitter lives as long as its container. */
@Timeout(120)
class CdiApplicationTest {

  @Test
  void theEmitterStartsAndEndsWithItsContainer() throws Exception {
    try (Services services = new Services()) {
      Event event = Event.of("shop", "order.paid").json("{}");
      DurableEmitter emitter;
      try (SeContainer container =
          CdiApplication.container(
                  new Settings(services.jdbcUrl(), services.user(), services.endpoint()))
              .addPackages(JtaOrders.class)
              .initialize()) {
        emitter = container.select(DurableEmitter.class).get();
        emitter.emit(event);
      }
      assertThatThrownBy(() -> emitter.emit(event))
          .isInstanceOfSatisfying(
              EmitException.class,
              e -> assertThat(e.reason()).isEqualTo(EmitException.Reason.CLOSED));
    }
  }
}
