package io.durableemitter.spi;

import io.durableemitter.api.EventHeader;
import io.durableemitter.api.Payload;
import java.time.Duration;

/**
 * Sends single events, each by a call of its own: the second chance of an event whose batch failed.
 * Implementations are safe for concurrent use.
 */
public interface EventPublisher extends AutoCloseable {

  /**
   * Begins to send an event, without blocking.
   *
   * @param header what the payload says of itself
   * @param payload the encoded CloudEvent, sent as it is
   * @param callback told exactly once what became of it, on any thread, also before this returns
   */
  void publish(EventHeader header, Payload payload, DeliveryCallback callback);

  /**
   * Refuses new events, waits for those under way, and past the timeout ends them. Idempotent.
   *
   * @param timeout the most time to take
   */
  void close(Duration timeout);

  /** Closes with the implementation's own default timeout. */
  @Override
  void close();
}
