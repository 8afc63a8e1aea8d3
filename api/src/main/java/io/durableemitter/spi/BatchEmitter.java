package io.durableemitter.spi;

import io.durableemitter.api.DeliveryResult;
import io.durableemitter.api.EventHeader;
import io.durableemitter.api.Payload;
import java.time.Duration;
import java.util.Optional;

/**
 * A transport: delivers events to the other end in batches.
 *
 * <p>Safe for concurrent use. {@link #start()} comes before the first {@link #queueMessage}; {@link
 * #close(Duration)} is legal at any time and idempotent.
 */
public interface BatchEmitter extends AutoCloseable {

  /**
   * What metrics call it, as their attribute {@code client_name}.
   *
   * @return the simple name of its class, unless it has one of its own
   */
  default String name() {
    return getClass().getSimpleName();
  }

  /** Begins sending. A second call does nothing. */
  void start();

  /**
   * Hands an event over for sending. Never blocks.
   *
   * @param header what identifies the event; must be that of the payload
   * @param payload the encoded event, sent as it is but for the {@code seqnum} attribute
   * @param callback told the result exactly once if and only if this returns {@link
   *     EnqueueResult#ACCEPTED}
   * @return whether the event was taken
   */
  EnqueueResult queueMessage(EventHeader header, Payload payload, DeliveryCallback callback);

  /**
   * How many more events of a backlog it takes now, such that events emitted just now still find
   * room. Cheap, never blocks.
   *
   * @return 0 or more; {@link Integer#MAX_VALUE} if it knows no bound but {@link
   *     EnqueueResult#BUFFER_FULL}
   */
  default int backlogRoom() {
    return Integer.MAX_VALUE;
  }

  /**
   * What keeps it from working that it will not get over by itself, such as a thread that has ended
   * or hangs.
   *
   * @return for people; empty if nothing does
   */
  default Optional<String> problem() {
    return Optional.empty();
  }

  /**
   * Stops taking events, sends what is queued, waits for calls in flight and for callbacks, then
   * closes the connection. Past the timeout it ends what is left with {@link
   * DeliveryResult.Failed}; every accepted event has had its callback when this returns.
   *
   * @param timeout the most time to wait; zero to end everything at once
   */
  void close(Duration timeout);

  /** Closes with the transport's own default timeout. */
  @Override
  void close();
}
