package io.durableemitter.api;

import io.cloudevents.CloudEvent;
import io.durableemitter.api.EmitException.Outcome;
import io.durableemitter.api.EmitException.Reason;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The emitter of this process, for code that nobody hands one to. Setting it is a step of its own;
 * whoever sets it starts and closes it. Safe for concurrent use.
 *
 * <p>Two errors are kept apart, as in the Go package: {@link Reason#NOT_INITIALIZED} while there is
 * no emitter, and otherwise the emitter's own {@link EmitException} with its outcome and reason,
 * under a message that begins with "durable emitter emit failed".
 */
public final class GlobalEmitter {

  private static final AtomicReference<@Nullable EventEmitter> CURRENT = new AtomicReference<>();

  private GlobalEmitter() {}

  /**
   * Sets the emitter, instead of the one there was, which is not closed.
   *
   * @param emitter the emitter
   */
  public static void set(EventEmitter emitter) {
    CURRENT.set(emitter);
  }

  /** Takes the emitter away, before it is closed; it is not closed by this. */
  public static void clear() {
    CURRENT.set(null);
  }

  /**
   * The emitter.
   *
   * @return empty if none is set
   */
  public static Optional<EventEmitter> find() {
    return Optional.ofNullable(CURRENT.get());
  }

  /**
   * As {@link EventEmitter#emit(Event)}.
   *
   * @param event the event
   * @return what was stored
   * @throws EmitException if no emitter is set, or if it fails
   */
  public static EmitReceipt emit(Event event) {
    return run(emitter -> emitter.emit(event));
  }

  /**
   * As {@link EventEmitter#emitAll}. Without an emitter each event has the result {@link
   * Reason#NOT_INITIALIZED}.
   *
   * @param events the events
   * @return a result for each event, in the order of the list
   */
  public static List<EmitResult> emitAll(List<Event> events) {
    EventEmitter emitter = CURRENT.get();
    if (emitter == null) {
      return events.stream().<EmitResult>map(e -> new EmitResult.Failed(notInitialized())).toList();
    }
    return emitter.emitAll(events).stream().map(GlobalEmitter::wrapped).toList();
  }

  private static EmitResult wrapped(EmitResult result) {
    return result instanceof EmitResult.Failed failed
        ? new EmitResult.Failed(failed(failed.failure()))
        : result;
  }

  /**
   * As {@link EventEmitter#emit(byte[], Map)}.
   *
   * @param body the data of the event
   * @param attributes its attributes
   * @return what was stored
   * @throws EmitException if no emitter is set, or if it fails
   */
  public static EmitReceipt emit(byte[] body, Map<String, ?> attributes) {
    return run(emitter -> emitter.emit(body, attributes));
  }

  /**
   * As {@link EventEmitter#emit(CloudEvent)}.
   *
   * @param event the event
   * @return what was stored
   * @throws EmitException if no emitter is set, or if it fails
   */
  public static EmitReceipt emit(CloudEvent event) {
    return run(emitter -> emitter.emit(event));
  }

  /**
   * As {@link EventEmitter#emitAsync(byte[], Map)}; never throws and never blocks.
   *
   * @param body the data of the event
   * @param attributes its attributes
   * @return completed when the event is stored, or with an {@link EmitException}
   */
  public static CompletableFuture<EmitReceipt> emitAsync(byte[] body, Map<String, ?> attributes) {
    return begin(emitter -> emitter.emitAsync(body, attributes));
  }

  /**
   * As {@link EventEmitter#emitAsync(Event)}; never throws and never blocks.
   *
   * @param event the event
   * @return completed when the event is stored, or with an {@link EmitException}
   */
  public static CompletableFuture<EmitReceipt> emitAsync(Event event) {
    return begin(emitter -> emitter.emitAsync(event));
  }

  /**
   * As {@link EventEmitter#emitAsync(CloudEvent)}; never throws and never blocks.
   *
   * @param event the event
   * @return completed when the event is stored, or with an {@link EmitException}
   */
  public static CompletableFuture<EmitReceipt> emitAsync(CloudEvent event) {
    return begin(emitter -> emitter.emitAsync(event));
  }

  private static EmitReceipt run(Function<EventEmitter, EmitReceipt> emit) {
    EventEmitter emitter = CURRENT.get();
    if (emitter == null) {
      throw notInitialized();
    }
    try {
      return emit.apply(emitter);
    } catch (EmitException e) {
      throw failed(e);
    }
  }

  private static CompletableFuture<EmitReceipt> begin(
      Function<EventEmitter, CompletableFuture<EmitReceipt>> emit) {
    EventEmitter emitter = CURRENT.get();
    if (emitter == null) {
      return CompletableFuture.failedFuture(notInitialized());
    }
    CompletableFuture<EmitReceipt> emitted = emit.apply(emitter);
    Withdrawable result = new Withdrawable(emitted);
    var unused =
        emitted.whenComplete(
            (receipt, error) -> {
              if (error == null) {
                result.complete(receipt);
              } else {
                result.completeExceptionally(wrapped(error));
              }
            });
    return result;
  }

  /** A future whose cancellation takes the event back, as that of the emitter's own does. */
  private static final class Withdrawable extends CompletableFuture<EmitReceipt> {

    private final CompletableFuture<EmitReceipt> emitted;

    private Withdrawable(CompletableFuture<EmitReceipt> emitted) {
      this.emitted = emitted;
    }

    @Override
    public boolean cancel(boolean mayInterruptIfRunning) {
      emitted.cancel(mayInterruptIfRunning);
      return super.cancel(mayInterruptIfRunning);
    }

    @Override
    public <U> CompletableFuture<U> newIncompleteFuture() {
      return new CompletableFuture<>();
    }
  }

  private static Throwable wrapped(Throwable error) {
    Throwable cause =
        error instanceof CompletionException && error.getCause() != null ? error.getCause() : error;
    return cause instanceof EmitException e ? failed(e) : cause;
  }

  private static EmitException notInitialized() {
    return new EmitException(
        Outcome.REJECTED,
        Reason.NOT_INITIALIZED,
        "the global emitter is not initialized: call GlobalEmitter.set(...) first; the event was"
            + " not stored");
  }

  private static EmitException failed(EmitException e) {
    return new EmitException(
        e.outcome(), e.reason(), "durable emitter emit failed: " + e.getMessage(), e);
  }
}
