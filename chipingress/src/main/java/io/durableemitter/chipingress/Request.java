package io.durableemitter.chipingress;

import org.jspecify.annotations.Nullable;

/**
 * What is under way from its call until its callbacks have run. Its links make {@link
 * RequestsInFlight} and the queue of {@link Callbacks}: where a request enters, ends and leaves
 * nothing is allocated, so none is lost in a moment without memory.
 *
 * <p>Even so a request can get lost. gRPC may lose the end of a call. And when HotSpot deoptimizes
 * compiled code and finds no memory for objects that the compiler had kept out of the heap, it
 * drops the whole compiled frame, with the handlers and finally blocks of all methods inlined in
 * it. So each request records when something last happened to it, and {@link
 * RequestsInFlight#giveUpOverdue} ends those to which nothing happens any more.
 */
abstract class Request {

  // guarded by RequestsInFlight
  @Nullable Request previous;
  @Nullable Request next;
  boolean underWay;

  // guarded by Callbacks
  @Nullable Request queuedBehind;
  boolean queued;

  private volatile long lastStepNanos = System.nanoTime();

  /** Something happens to it. */
  final void step() {
    lastStepNanos = System.nanoTime();
  }

  final boolean isIdleFor(long nanos, long nowNanos) {
    return nowNanos - lastStepNanos > nanos;
  }

  /** Goes on, on a callback thread, after it was queued there. Never throws. */
  abstract void run();

  /** Ends the call under way and all that would follow. Never throws. */
  abstract void cancel();

  abstract boolean isCancelled();

  /** Tells what has not been told yet that the client was closed. Never throws. */
  abstract void tellClosed();

  /** Whether it is in nobody's hands any more. */
  abstract boolean isOverdue(long nowNanos);

  /** Ends what is overdue; an answer that comes later is ignored. Never throws. */
  abstract void giveUp();
}
