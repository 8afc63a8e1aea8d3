package io.durableemitter.examples.orders;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.example.orders.Order;
import com.example.orders.OrderRefused;
import com.example.orders.Orders;
import io.durableemitter.core.DurableEmitter;
import io.durableemitter.postgres.PgDurableEventStore;
import io.durableemitter.postgres.PgMigrations;
import io.durableemitter.testkit.EmittedEvents;
import io.durableemitter.testkit.ScriptedTransport;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;

/** Each way sends right after the commit: there is no maintenance that would do it later. */
@Timeout(120)
class HandOverTest {

  private static Services services;

  @BeforeAll
  static void start() throws Exception {
    services = new Services();
    PgMigrations.migrate(services.dataSource());
  }

  @AfterAll
  static void end() {
    services.close();
  }

  @ParameterizedTest
  @EnumSource(value = Way.class, mode = Mode.EXCLUDE, names = "CDI")
  void itIsSentAfterTheCommitAndNeverAfterARollback(Way way) throws Exception {
    PgDurableEventStore store = PgDurableEventStore.builder(services.dataSource()).build();
    ScriptedTransport transport = ScriptedTransport.delivering();
    try (DurableEmitter emitter = RecordedEmitter.withoutMaintenance(store, transport)) {
      emitter.start();
      Orders orders = way.orders(services.dataSource(), emitter);
      Order refused = new Order(UUID.randomUUID(), Order.CREDIT_CENTS + 1);
      assertThatThrownBy(() -> orders.place(refused)).isInstanceOf(OrderRefused.class);

      Order placed = new Order(UUID.randomUUID(), 1);
      String event = orders.place(placed);

      assertThat(transport).emitted("order.placed").withSubject(placed.id().toString());
      assertThat(EmittedEvents.of(store, transport)).hasEmitted(1);
      assertThat(services.committed()).contains(event);
    }
  }
}
