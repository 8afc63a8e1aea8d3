package io.durableemitter.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cloudevents.CloudEvent;
import io.durableemitter.api.EmitException.Outcome;
import io.durableemitter.api.EmitException.Reason;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class GlobalEmitterTest {

  private static final Map<String, String> ATTRIBUTES = Map.of("source", "s", "type", "t");
  private static final byte[] BODY = {1};

  @AfterEach
  void clear() {
    GlobalEmitter.clear();
  }

  @Test
  void emitBeforeSetUpSaysThatItIsNotInitialized() {
    assertThat(GlobalEmitter.find()).isEmpty();
    assertThatThrownBy(() -> GlobalEmitter.emit(BODY, ATTRIBUTES))
        .isInstanceOfSatisfying(
            EmitException.class,
            e -> {
              assertThat(e.reason()).isEqualTo(Reason.NOT_INITIALIZED);
              assertThat(e.outcome()).isEqualTo(Outcome.REJECTED);
            })
        .hasMessageContaining("not initialized");
    assertThatThrownBy(() -> GlobalEmitter.emitAsync(BODY, ATTRIBUTES).join())
        .hasCauseInstanceOf(EmitException.class)
        .hasMessageContaining("not initialized");
  }

  @Test
  void emitsThroughTheEmitterThatIsSet() {
    Fixed emitter = new Fixed(CompletableFuture.completedFuture(new EmitReceipt("e1", 7)));
    GlobalEmitter.set(emitter);

    assertThat(GlobalEmitter.find()).containsSame(emitter);
    assertThat(GlobalEmitter.emit(BODY, ATTRIBUTES).eventId()).isEqualTo("e1");
    assertThat(GlobalEmitter.emitAsync(BODY, ATTRIBUTES).join().eventId()).isEqualTo("e1");
    GlobalEmitter.clear();
    assertThat(GlobalEmitter.find()).isEmpty();
  }

  @Test
  void aFailureIsWrappedAndKeepsItsOutcomeAndReason() {
    EmitException cause = new EmitException(Outcome.UNKNOWN, Reason.TIMEOUT, "too slow");
    GlobalEmitter.set(new Fixed(CompletableFuture.failedFuture(cause)));

    assertThatThrownBy(() -> GlobalEmitter.emit(BODY, ATTRIBUTES))
        .isInstanceOfSatisfying(
            EmitException.class,
            e -> {
              assertThat(e.reason()).isEqualTo(Reason.TIMEOUT);
              assertThat(e.outcome()).isEqualTo(Outcome.UNKNOWN);
            })
        .hasMessage("durable emitter emit failed: too slow")
        .hasCause(cause);
    assertThatThrownBy(() -> GlobalEmitter.emitAsync(BODY, ATTRIBUTES).join())
        .hasMessageContaining("durable emitter emit failed: too slow");
  }

  @Test
  void theAsyncFormDoesNotBlockItsCaller() {
    CompletableFuture<EmitReceipt> pending = new CompletableFuture<>();
    GlobalEmitter.set(new Fixed(pending));

    CompletableFuture<EmitReceipt> emitted = GlobalEmitter.emitAsync(BODY, ATTRIBUTES);

    assertThat(emitted).isNotDone();
    pending.complete(new EmitReceipt("e1", 7));
    assertThat(emitted.join().eventId()).isEqualTo("e1");
  }

  @Test
  void aCancelledEmitIsTakenBackFromTheEmitter() {
    CompletableFuture<EmitReceipt> pending = new CompletableFuture<>();
    GlobalEmitter.set(new Fixed(pending));

    CompletableFuture<EmitReceipt> emitted = GlobalEmitter.emitAsync(BODY, ATTRIBUTES);
    assertThat(emitted.cancel(true)).isTrue();

    assertThat(emitted).isCancelled();
    assertThat(pending).as("as if the emitter itself had been asked").isCancelled();
  }

  @Test
  void theFrontDoorLeadsToTheEmitterThatIsSet() {
    Event event = Event.of("billing", "invoice.paid").text("x");
    List<EmitResult> before = GlobalEmitter.emitAll(List.of(event, event));
    assertThat(before).hasSize(2);
    assertThatThrownBy(before.get(1)::orThrow).hasMessageContaining("not initialized");
    assertThatThrownBy(() -> GlobalEmitter.emit(event)).hasMessageContaining("not initialized");

    GlobalEmitter.set(new Fixed(CompletableFuture.completedFuture(new EmitReceipt("e1", 7))));
    assertThat(GlobalEmitter.emit(event).rowId()).isEqualTo(7);
    assertThat(GlobalEmitter.emitAsync(event).join().rowId()).isEqualTo(7);
    assertThat(GlobalEmitter.emitAll(List.of(event)).get(0).orThrow().rowId()).isEqualTo(7);

    EmitException cause = new EmitException(Outcome.UNKNOWN, Reason.TIMEOUT, "too slow");
    GlobalEmitter.set(new Fixed(CompletableFuture.failedFuture(cause)));
    assertThatThrownBy(GlobalEmitter.emitAll(List.of(event)).get(0)::orThrow)
        .hasMessage("durable emitter emit failed: too slow");
  }

  /** An emitter with one answer. */
  private record Fixed(CompletableFuture<EmitReceipt> answer) implements EventEmitter {

    @Override
    public EmitReceipt emit(byte[] body, Map<String, ?> attributes) {
      try {
        return answer.join();
      } catch (CompletionException e) {
        throw (EmitException) e.getCause();
      }
    }

    @Override
    public EmitReceipt emit(CloudEvent event) {
      return emit(BODY, Map.of());
    }

    @Override
    public CompletableFuture<EmitReceipt> emitAsync(byte[] body, Map<String, ?> attributes) {
      return answer;
    }

    @Override
    public CompletableFuture<EmitReceipt> emitAsync(CloudEvent event) {
      return answer;
    }

    @Override
    public EmitReceipt emit(Event event) {
      return emit(BODY, Map.of());
    }

    @Override
    public List<EmitResult> emitAll(List<Event> events) {
      return events.stream().map(event -> result()).toList();
    }

    private EmitResult result() {
      try {
        return new EmitResult.Stored(emit(BODY, Map.of()));
      } catch (EmitException e) {
        return new EmitResult.Failed(e);
      }
    }

    @Override
    public CompletableFuture<EmitReceipt> emitAsync(Event event) {
      return answer;
    }
  }
}
