package io.durableemitter.core.internal.persist;

import io.durableemitter.api.EmitException;
import io.durableemitter.api.EmitReceipt;
import io.durableemitter.core.internal.encode.EncodedEvent;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * An event on its way into the store, and the future its caller waits for.
 *
 * <p>Who gets {@code claimed} first decides: a worker, when the store begins with its insert, then
 * the event may be stored; or the caller who gives up, then it certainly never will. So a caller
 * that gives up always knows whether the event can have been stored.
 *
 * <p>The outcome is set by a worker, who completes the future only where no code of a user hangs on
 * it; else {@link Completions} does.
 */
public final class InsertRequest extends CompletableFuture<EmitReceipt> {

  private static final long NO_MEMORY_PAUSE_NANOS = 1_000_000;

  private final EncodedEvent event;
  private final Optional<Completions> completions;
  private final AtomicBoolean claimed = new AtomicBoolean();
  private volatile boolean refused;
  private long rowId; // with the error the outcome, written before the request is handed on
  private @Nullable EmitException error;
  private boolean aboard; // by the worker that has the request
  private boolean told; // by the worker that has the request

  /**
   * A request.
   *
   * @param event the event
   * @param completions who completes the future; empty if only our own code waits for it
   */
  InsertRequest(EncodedEvent event, Optional<Completions> completions) {
    this.event = event;
    this.completions = completions;
  }

  EncodedEvent event() {
    return event;
  }

  /** The store begins with an insert that has the event. */
  boolean take() {
    return claimed.compareAndSet(false, true);
  }

  /** As {@link #take}, but also true if the store has begun with one before. */
  boolean board() {
    aboard = aboard || take();
    return aboard;
  }

  /** The store will not begin with the event: to be said before a worker claims it to tell so. */
  void refuse() {
    refused = true;
  }

  /** Whether the store could not begin with the event. */
  boolean isRefused() {
    return refused;
  }

  /** The caller takes the event back; false if it may be in the store already. */
  boolean withdraw() {
    return claimed.compareAndSet(false, true) || refused;
  }

  /** A worker has met an event that its caller took back. */
  void passedOver() {
    if (!told) {
      told = true;
      completions.ifPresent(Completions::leave);
    }
  }

  void stored(long id) {
    rowId = id;
    settle();
  }

  /** Without effect if the outcome has been told already. */
  void failed(EmitException failure) {
    if (!told) {
      error = failure;
      settle();
    }
  }

  // whoever waits must be told, though there may be no memory at this moment
  private void settle() {
    while (!told) {
      try {
        if (completions.isPresent()) {
          completions.get().add(this);
        } else {
          boolean unused = completeWithFailure();
        }
        told = true;
      } catch (OutOfMemoryError moment) {
        LockSupport.parkNanos(NO_MEMORY_PAUSE_NANOS);
      }
    }
  }

  /**
   * Completes the future with the outcome, and runs what users have chained to it.
   *
   * @return whether the caller was told a failure
   */
  boolean completeWithFailure() {
    EmitException failure = error;
    if (failure != null) {
      return completeExceptionally(failure);
    }
    complete(new EmitReceipt(event.header().id(), rowId));
    return false;
  }

  /** Cancels the wait, and the insert too if it has not begun. */
  @Override
  public boolean cancel(boolean mayInterruptIfRunning) {
    withdraw();
    boolean cancelled = super.cancel(mayInterruptIfRunning);
    if (cancelled) {
      completions.ifPresent(Completions::cancelled);
    }
    return cancelled;
  }

  /** Stages that callers derive are plain futures: cancelling them does not withdraw the event. */
  @Override
  public <U> CompletableFuture<U> newIncompleteFuture() {
    return new CompletableFuture<>();
  }
}
