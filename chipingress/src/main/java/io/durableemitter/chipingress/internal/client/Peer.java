package io.durableemitter.chipingress.internal.client;

import io.grpc.ConnectivityState;
import io.grpc.EquivalentAddressGroup;
import io.grpc.LoadBalancer.PickResult;
import io.grpc.LoadBalancer.Subchannel;
import io.grpc.Status;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;

/**
 * One address of the other end: what is under way to it, how much that may be, and whether it gives
 * reason to leave it alone for a while. After calls that found it overloaded, silent or gone it
 * rests, {@link #FIRST_REST_NANOS} and twice as long each time, up to {@link #LONGEST_REST_NANOS};
 * then one call at a time tries it, until one is answered. Safe for concurrent use, except where
 * noted.
 */
final class Peer {

  static final long FIRST_REST_NANOS = TimeUnit.SECONDS.toNanos(1);
  static final long LONGEST_REST_NANOS = TimeUnit.SECONDS.toNanos(30);

  private static final int MOST_DOUBLINGS = 5;
  private static final long NO_ROOM = 1L << 32;
  private static final long RESTING = 2L << 32;
  private static final long NOT_SERVING = 3L << 32;

  private final EquivalentAddressGroup address;
  private final Subchannel subchannel;
  private final LongSupplier ticker;
  private final PickResult pick;

  // of the channel's synchronization context
  private ConnectivityState state = ConnectivityState.IDLE;
  private Status status = Status.OK;

  // guarded by this
  private final ConcurrencyLimit limit;
  private boolean ready;
  private boolean serving = true;
  private int underWay;
  private int failures;
  private long failedNanos;

  /**
   * A peer.
   *
   * @param most the most calls that may be under way to it
   * @param ticker nanoseconds, as of {@link System#nanoTime()}
   */
  Peer(EquivalentAddressGroup address, Subchannel subchannel, int most, LongSupplier ticker) {
    this.address = address;
    this.subchannel = subchannel;
    this.ticker = ticker;
    this.limit = new ConcurrencyLimit(most, ticker);
    this.pick = PickResult.withSubchannel(subchannel);
  }

  EquivalentAddressGroup address() {
    return address;
  }

  Subchannel subchannel() {
    return subchannel;
  }

  /** What sends a call there. */
  PickResult pick() {
    return pick;
  }

  /** Of the synchronization context. */
  ConnectivityState state() {
    return state;
  }

  /** Why there is no connection. Of the synchronization context. */
  Status status() {
    return status;
  }

  /** Of the synchronization context. */
  void state(ConnectivityState now, Status why) {
    state = now;
    status = why;
    synchronized (this) {
      ready = now == ConnectivityState.READY;
    }
  }

  /** What it says of itself. */
  synchronized void serving(boolean does) {
    serving = does;
  }

  /** The smaller, the sooner it gets the next call: first how fit it is, then what it has to do. */
  synchronized long load(long nowNanos) {
    long rank = 0;
    if (!serving) {
      rank = NOT_SERVING;
    } else if (rests(nowNanos)) {
      rank = RESTING;
    } else if (underWay >= limit.current()) {
      rank = NO_ROOM;
    }
    return rank + underWay;
  }

  /** Whether it is connected and there is no reason to leave it alone. */
  synchronized boolean isFit(long nowNanos) {
    return ready && serving && !rests(nowNanos);
  }

  private boolean rests(long nowNanos) {
    return failures > 0 && (underWay > 0 || nowNanos - failedNanos < rest());
  }

  /** How many calls may be under way to it now. */
  synchronized int limit() {
    return limit.current();
  }

  /** A call was given to it; returns when, by the ticker. */
  synchronized long begun() {
    underWay++;
    return ticker.getAsLong();
  }

  /** A call has ended that began then. */
  synchronized void ended(long begunNanos, Status how) {
    limit.ended(begunNanos, ConcurrencyLimit.Load.of(how), underWay);
    underWay--;
    switch (how.getCode()) {
      case DEADLINE_EXCEEDED, UNAVAILABLE, RESOURCE_EXHAUSTED -> failed(begunNanos, how);
      // it says nothing about the other end: this end has given up
      case CANCELLED -> {}
      default -> failures = 0;
    }
  }

  private void failed(long begunNanos, Status how) {
    if (StatusMeaning.isMessageTooLarge(how)) {
      failures = 0;
      return;
    }
    // calls that were under way together fail together, and count once
    if (failures == 0 || begunNanos - failedNanos >= 0) {
      failures++;
      failedNanos = ticker.getAsLong();
    }
  }

  private long rest() {
    return Math.min(LONGEST_REST_NANOS, FIRST_REST_NANOS << Math.min(failures - 1, MOST_DOUBLINGS));
  }

  /** {@code 10.0.0.1:9090}, as people know addresses. */
  @Override
  public String toString() {
    return address.getAddresses().stream().map(Peers::shown).collect(Collectors.joining(","));
  }
}
