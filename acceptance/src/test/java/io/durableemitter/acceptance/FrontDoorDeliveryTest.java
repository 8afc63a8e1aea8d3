package io.durableemitter.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import io.durableemitter.api.EmitResult;
import io.durableemitter.api.Event;
import io.durableemitter.api.Hooks;
import io.durableemitter.chaos.check.Eventually;
import io.durableemitter.core.DurableEmitter;
import io.durableemitter.core.config.EmitterConfig;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The front door with real parts: PostgreSQL, gRPC over a socket, the ingress. */
@Timeout(120)
class FrontDoorDeliveryTest {

  private final TestEnvironment environment = new TestEnvironment();
  private final List<Integer> inserts = new CopyOnWriteArrayList<>();
  private final Hooks hooks =
      new Hooks() {
        @Override
        public void onEmitInsert(EmitInsert insert) {
          inserts.add(insert.count());
        }
      };

  @AfterEach
  void close() {
    environment.close();
  }

  @Test
  void anEventIsStoredDeliveredAndRemoved() {
    DurableEmitter emitter = environment.emitter(EmitterConfig.ofDefaults(), hooks);

    String id = emitter.emit(Event.of("billing", "invoice.paid").json("{}")).eventId();

    Eventually.holds(() -> "not delivered", () -> environment.sink().contains(id));
    Eventually.holds(() -> environment.rows() + " rows", () -> environment.rows() == 0);
  }

  @Test
  void manyEventsAreOneCommitAndARefusedOneDoesNotFailTheOthers() {
    DurableEmitter emitter = environment.emitter(EmitterConfig.ofDefaults(), hooks);
    emitter.pauseDelivery();
    List<Event> events = new ArrayList<>();
    for (int i = 0; i < 200; i++) {
      events.add(Event.of("billing", i == 100 ? " " : "invoice.paid").text("body " + i));
    }

    List<EmitResult> results = emitter.emitAll(events);

    assertThat(results).hasSize(200);
    assertThat(results.get(100).isStored()).isFalse();
    List<EmitResult> stored = results.stream().filter(EmitResult::isStored).toList();
    assertThat(stored).hasSize(199);
    assertThat(environment.rows()).isEqualTo(199);
    assertThat(environment.query("SELECT count(DISTINCT xmin::text) FROM " + environment.table()))
        .as("transactions that wrote the rows")
        .isEqualTo(1);
    Eventually.holds(() -> "inserts " + inserts, () -> inserts.equals(List.of(199)));

    emitter.resumeDelivery();
    Eventually.holds(
        () -> environment.sink().distinctCount() + " delivered",
        () -> stored.stream().allMatch(r -> environment.sink().contains(r.orThrow().eventId())));
    Eventually.holds(() -> environment.rows() + " rows", () -> environment.rows() == 0);
  }
}
