package io.durableemitter.chipingress.internal.client;

import io.grpc.Status;
import java.util.function.LongSupplier;

/**
 * How many calls may be under way to an address: as many as configured, or fewer while the other
 * end is slow or says that it has too much to do. Not safe for concurrent use; {@link Peer} guards
 * it.
 *
 * <p>Notes on the algorithm, additive increase and multiplicative decrease as of TCP:
 *
 * <ul>
 *   <li>It begins at the upper bound: until the server has said otherwise the configuration is
 *       right. The floor is 1, so something always probes whether the server has recovered.
 *   <li>A good answer while the limit is in use adds 1/limit, so a round of good answers adds one.
 *       While the limit is not in use an answer proves nothing about a higher one.
 *   <li>Overload and passed deadlines halve it. A call that takes {@link #FAR} times the usual
 *       time, while the limit is in use, lowers it in proportion, at most by half. Halving begins
 *       at what is under way: room that nobody used is no measure of what the server bears.
 *   <li>A call that began before the last decrease changes nothing: it tells of the limit before.
 *       So one burst of failures lowers the limit once, not once per failure.
 *   <li>The usual time is a moving average, not the minimum as in Vegas or BBR: requests have 1 to
 *       500 events, and the time of the smallest says nothing about a full one. It moves slowly and
 *       a slow call counts as no more than far: a server that is slow for a while is noticed, and
 *       one that is slow for good becomes the usual after some dozens of calls, so that the limit
 *       grows again. Below {@link #NOISE_NANOS} differences are not load but pauses and chance.
 * </ul>
 */
final class ConcurrencyLimit {

  /** What the end of a call says about the load of the other end. */
  enum Load {
    /** It was answered. */
    BORNE,
    /** It was too much, or took too long. */
    TOO_MUCH,
    /** It failed for another reason. */
    UNKNOWN;

    static Load of(Status status) {
      return switch (status.getCode()) {
        case OK -> BORNE;
        case DEADLINE_EXCEEDED -> TOO_MUCH;
        case RESOURCE_EXHAUSTED -> StatusMeaning.isMessageTooLarge(status) ? UNKNOWN : TOO_MUCH;
        default -> UNKNOWN;
      };
    }
  }

  static final double FAR = 3;
  static final long NOISE_NANOS = 20_000_000;

  private static final double LARGEST_CUT = 0.5;
  private static final double WEIGHT = 1.0 / 32;

  private final int most;
  private final LongSupplier ticker;
  private double limit;
  private double usualNanos;
  private boolean measured;
  private boolean cut;
  private long cutNanos;

  /**
   * A limit.
   *
   * @param most its upper bound, at least 1
   * @param ticker nanoseconds, as of {@link System#nanoTime()}
   */
  ConcurrencyLimit(int most, LongSupplier ticker) {
    this.most = most;
    this.ticker = ticker;
    this.limit = most;
  }

  int current() {
    return (int) limit;
  }

  /**
   * A call has ended.
   *
   * @param begunNanos when it began, by the ticker
   * @param load what its end says
   * @param underWay how many requests are under way, with this one
   */
  void ended(long begunNanos, Load load, int underWay) {
    if (load == Load.UNKNOWN || (cut && begunNanos - cutNanos < 0)) {
      return;
    }
    long now = ticker.getAsLong();
    if (load == Load.TOO_MUCH) {
      lower(LARGEST_CUT, underWay, now);
      return;
    }
    double took = Math.max(1, now - begunNanos);
    double far = Math.max(FAR * usualNanos, NOISE_NANOS);
    boolean slow = measured && took > far;
    if (underWay >= current()) {
      if (slow) {
        lower(Math.max(LARGEST_CUT, far / took), underWay, now);
      } else {
        limit = Math.min(most, limit + 1 / limit);
      }
    }
    learn(Math.min(took, far));
  }

  private void lower(double factor, int underWay, long now) {
    limit = Math.max(1, Math.min(limit, underWay) * factor);
    cut = true;
    cutNanos = now;
  }

  private void learn(double took) {
    usualNanos = measured ? usualNanos + (took - usualNanos) * WEIGHT : took;
    measured = true;
  }
}
