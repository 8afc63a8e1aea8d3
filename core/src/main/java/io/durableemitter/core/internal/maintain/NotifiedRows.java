package io.durableemitter.core.internal.maintain;

import io.durableemitter.spi.RowNotifications;
import java.time.Duration;
import java.util.function.LongConsumer;

/** Leaves rows that the store tells of to the retransmitter, which claims them at once. */
public final class NotifiedRows implements Pass, AutoCloseable {

  private static final Duration LONGEST_WAIT = Duration.ofSeconds(1);

  private final RowNotifications notifications;
  private final LongConsumer left;
  private volatile boolean closed;

  /**
   * A pass that waits for notifications.
   *
   * @param notifications of the store; closed by this
   * @param left takes each row
   */
  public NotifiedRows(RowNotifications notifications, LongConsumer left) {
    this.notifications = notifications;
    this.left = left;
  }

  @Override
  public Duration runOnce() {
    for (long id : notifications.await(LONGEST_WAIT)) {
      left.accept(id);
    }
    return closed ? LONGEST_WAIT : Duration.ZERO;
  }

  /** Ends the wait that is under way. */
  @Override
  public void close() {
    closed = true;
    notifications.close();
  }
}
