package io.durableemitter.core.internal.persist;

import io.durableemitter.api.EmitException;
import io.durableemitter.api.EmitException.Outcome;
import io.durableemitter.api.EmitException.Reason;
import io.durableemitter.api.internal.text.ErrorText;
import io.durableemitter.spi.StoreException;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;

/** Words every way in which an emit can fail. */
final class EmitFailures {

  private static final String POOL =
      " Give the emitter a pool of its own, large enough, with a connectionTimeout of 5 s at most";

  private EmitFailures() {}

  /** Makes one failure, so that their classes are initialised while there is memory. */
  static void rehearse() {
    EmitException unused = store(new StoreException(StoreException.Outcome.NOT_DONE, "", null));
  }

  /** What failed an insert, thrown anew, so that the stack trace is the caller's. */
  static EmitException rethrown(ExecutionException e) {
    return e.getCause() instanceof EmitException failure
        ? new EmitException(
            failure.outcome(), failure.reason(), String.valueOf(failure.getMessage()), failure)
        : store(e);
  }

  static EmitException closed() {
    return new EmitException(
        Outcome.REJECTED, Reason.CLOSED, "the emitter is closed; the event was not stored");
  }

  static EmitException full(int capacity) {
    return new EmitException(
        Outcome.REJECTED,
        Reason.QUEUE_FULL,
        "the insert queue is full ("
            + capacity
            + " events or its byte limit); the event was not stored. The database is slower than the"
            + " callers: slow down, or raise insert.batching.queueSize");
  }

  static EmitException backlog(BacklogLimit limit) {
    return new EmitException(
        Outcome.REJECTED,
        Reason.BACKLOG_FULL,
        "the backlog of undelivered events is full ("
            + limit
            + "); the event was not stored. Find out why nothing is delivered, or raise the bound");
  }

  static EmitException timeout(boolean withdrawn, boolean waitedForStore, Duration timeout) {
    String what = "no commit within " + timeout;
    return withdrawn && waitedForStore
        ? new EmitException(
            Outcome.REJECTED,
            Reason.TIMEOUT,
            what
                + "; the event was withdrawn, it is not stored. Inserts wait for a connection to"
                + " the store: the database is away, or all connections of the pool are taken."
                + POOL)
        : gaveUp(withdrawn, Reason.TIMEOUT, what, null);
  }

  static EmitException interrupted(boolean withdrawn, InterruptedException cause) {
    return gaveUp(withdrawn, Reason.INTERRUPTED, "interrupted while waiting for the commit", cause);
  }

  private static EmitException gaveUp(
      boolean withdrawn, Reason reason, String what, @Nullable Throwable cause) {
    return withdrawn
        ? new EmitException(
            Outcome.REJECTED, reason, what + "; the event was withdrawn, it is not stored", cause)
        : new EmitException(
            Outcome.UNKNOWN,
            reason,
            what + "; the insert is under way, the event may still be stored and delivered",
            cause);
  }

  static EmitException store(Throwable cause) {
    boolean unknown =
        !(cause instanceof StoreException failure)
            || failure.outcome() == StoreException.Outcome.UNKNOWN;
    String consequence =
        unknown
            ? "; the outcome is unknown, the event may be stored and delivered"
            : "; the event is not stored";
    return new EmitException(
        unknown ? Outcome.UNKNOWN : Outcome.REJECTED,
        Reason.STORE_FAILED,
        "the store failed: " + ErrorText.message(cause) + consequence,
        cause);
  }

  static EmitException notTried(Throwable cause) {
    return new EmitException(
        Outcome.REJECTED,
        Reason.STORE_FAILED,
        "the insert could not be begun: "
            + (cause instanceof StoreException ? cause.getMessage() : ErrorText.of(cause))
            + "; the event is not stored",
        cause);
  }

  static EmitException reentrant() {
    return new EmitException(
        Outcome.REJECTED,
        Reason.REENTRANT,
        "emit was called on the thread that inserts, as from within a store or a transport, and"
            + " would wait for itself; the event was not stored. Call emitAsync there, or emit on"
            + " another thread");
  }

  static EmitException callbacksFull() {
    return new EmitException(
        Outcome.REJECTED,
        Reason.QUEUE_FULL,
        "too many futures of emitAsync are not completed: what is chained to them takes too long;"
            + " the event was not stored. Chain long work with the ...Async methods, or give the"
            + " emitter a callbackExecutor");
  }

  static EmitException abandoned() {
    return new EmitException(
        Outcome.REJECTED,
        Reason.CLOSED,
        "the emitter was closed before the event could be stored; it is not stored");
  }
}
