package io.durableemitter.core.maintain;

import io.durableemitter.api.DeliveryResult;
import io.durableemitter.api.DeliveryResult.FailureKind;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/**
 * How many retransmissions may be under way at once. Each delivery makes room for one more, up to a
 * bound, so a backlog drains at the transport's own pace; a failure shrinks the window, trouble of
 * the transport to a single probe. Told of results by threads of the transport.
 */
final class RetransmitWindow implements Consumer<DeliveryResult> {

  private final int probe;
  private final int max;
  private final Waiter waiter;
  private final AtomicInteger size;
  private final AtomicInteger underWay = new AtomicInteger();
  private final AtomicBoolean waiting = new AtomicBoolean();
  private final AtomicBoolean trouble = new AtomicBoolean();
  private final AtomicBoolean progress = new AtomicBoolean();
  private final AtomicBoolean unreachable = new AtomicBoolean();

  RetransmitWindow(int probe, int max, Waiter waiter) {
    this.probe = probe;
    this.max = max;
    this.waiter = waiter;
    this.size = new AtomicInteger(probe);
  }

  /** How many more may go under way; not positive if none. */
  int room() {
    return size.get() - underWay.get();
  }

  void entered() {
    underWay.incrementAndGet();
  }

  /** An event that was announced by {@link #entered} was not taken after all. */
  void left() {
    underWay.decrementAndGet();
  }

  @Override
  public void accept(DeliveryResult result) {
    if (result instanceof DeliveryResult.Failed failed) {
      trouble.set(true);
      if (failed.kind() == FailureKind.TRANSPORT) {
        size.set(probe);
        unreachable.set(true);
      } else {
        size.updateAndGet(current -> Math.max(probe, current - 1));
      }
    } else {
      progress.set(true);
      size.updateAndGet(current -> Math.min(max, current + 1));
    }
    underWay.decrementAndGet();
    // not for every result: the watch wants to know when there is room worth filling
    if (worthFilling() && waiting.compareAndSet(true, false)) {
      waiter.wake();
    }
  }

  /** Asks to wake the waiter once there is room worth filling; false if there is already. */
  boolean wakeWhenWorthFilling() {
    waiting.set(true);
    // looked at after the flag is up, so that a result in between is not missed
    return !(worthFilling() && waiting.compareAndSet(true, false));
  }

  private boolean worthFilling() {
    return underWay.get() <= size.get() / 2;
  }

  /** Whether calls failed since this was asked last, and none went well. */
  boolean takeTrouble() {
    boolean progressed = progress.getAndSet(false);
    return trouble.getAndSet(false) && !progressed;
  }

  /** Whether the other end was out of reach since this was asked last. */
  boolean takeUnreachable() {
    return unreachable.getAndSet(false);
  }
}
