package io.durableemitter.core.persist;

import io.durableemitter.api.EmitReceipt;
import io.durableemitter.core.encode.EncodedEvent;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * An event on its way into the store, and the future its caller waits for.
 *
 * <p>Who gets {@code claimed} first decides: a worker, then the event will be in an insert; or the
 * caller who gives up, then it certainly never will. So a caller that gives up always knows whether
 * the event can have been stored.
 */
public final class InsertRequest extends CompletableFuture<EmitReceipt> {

  private final EncodedEvent event;
  private final AtomicBoolean claimed = new AtomicBoolean();

  InsertRequest(EncodedEvent event) {
    this.event = event;
  }

  EncodedEvent event() {
    return event;
  }

  /** A worker takes the event into an insert. */
  boolean take() {
    return claimed.compareAndSet(false, true);
  }

  /** The caller takes the event back; false if it is in an insert already. */
  boolean withdraw() {
    return claimed.compareAndSet(false, true);
  }

  void stored(long rowId) {
    complete(new EmitReceipt(event.header().id(), rowId));
  }

  /** Cancels the wait, and the insert too if it has not begun. */
  @Override
  public boolean cancel(boolean mayInterruptIfRunning) {
    withdraw();
    return super.cancel(mayInterruptIfRunning);
  }

  /** Stages that callers derive are plain futures: cancelling them does not withdraw the event. */
  @Override
  public <U> CompletableFuture<U> newIncompleteFuture() {
    return new CompletableFuture<>();
  }
}
