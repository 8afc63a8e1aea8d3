package io.durableemitter.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.durableemitter.api.EmitException;
import io.durableemitter.api.EmitReceipt;
import io.durableemitter.chaos.check.Eventually;
import io.durableemitter.core.DurableEmitter;
import io.durableemitter.core.config.EmitterConfig;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A constraint of the database refuses one event among many that share an insert. */
@Timeout(120)
class RefusedEventTest {

  private static final Map<String, String> ATTRIBUTES =
      Map.of("source", "acceptance", "type", "sample");

  private final TestEnvironment environment = new TestEnvironment();

  @AfterEach
  void close() {
    environment.close();
  }

  @Test
  void onlyTheRefusedEventFailsAndTheOthersArrive() {
    environment.execute(
        "ALTER TABLE "
            + environment.table()
            + " ADD CHECK (position('refuse me'::bytea IN payload) = 0)");
    DurableEmitter emitter = environment.emitter(EmitterConfig.ofDefaults());
    List<CompletableFuture<EmitReceipt>> receipts = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      String body = i == 37 ? "refuse me" : "event " + i;
      receipts.add(emitter.emitAsync(body.getBytes(StandardCharsets.UTF_8), ATTRIBUTES));
    }

    assertThatThrownBy(receipts.remove(37)::join)
        .cause()
        .isInstanceOfSatisfying(
            EmitException.class,
            e -> assertThat(e.outcome()).isEqualTo(EmitException.Outcome.REJECTED))
        .hasMessageContaining("violates check constraint")
        .hasMessageNotContaining("refuse me");
    assertThat(receipts).allMatch(receipt -> receipt.join().rowId() > 0);
    Eventually.holds(
        () -> "delivered " + environment.sink().distinctCount(),
        () -> environment.sink().distinctCount() == 99);
  }
}
