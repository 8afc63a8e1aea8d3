package io.durableemitter.ingress;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/**
 * Where a server puts the events that it accepts. The server starts and closes its sink. All
 * methods are called by several threads at once.
 */
public interface EventSink extends AutoCloseable {

  /**
   * Begins to work, before the server listens. Does nothing unless it is overridden.
   *
   * @throws IllegalArgumentException if the settings cannot be right; the message names what is
   *     wrong and what would be right
   */
  default void start() {}

  /**
   * Takes the valid events of one call. Returns at once: what takes time goes on behind the stage,
   * which completes when each event has its outcome. The call is answered then, and an event that
   * is {@linkplain EventOutcome.Accepted accepted} must be safe by that time. What is held is
   * bounded: a sink that has no room fails with {@link SinkException.Reason#BUSY} or {@link
   * SinkException.Reason#FULL}.
   *
   * <p>Of a transactional batch all events are kept or none: if one outcome is a refusal none may
   * have been kept.
   *
   * @param batch at least one event
   * @return the outcomes in the order of the events; fails with a {@link SinkException} if there
   *     are none for single events, and then the client sends all of them again
   */
  CompletionStage<List<EventOutcome>> accept(SinkBatch batch);

  /**
   * Why events cannot be taken just now: the server is not ready until there is no reason any more.
   * Asked once a second and after a call that failed; must not block.
   *
   * @return one line for people; empty if events can be taken, which it is unless it is overridden
   */
  default Optional<String> problem() {
    return Optional.empty();
  }

  /**
   * What this is, and how safe an accepted event is in it, for logs and the control plane.
   *
   * @return one line, such as {@code memory}; must not have secrets
   */
  String description();

  /**
   * Ends what was begun and answers what is open, after the server has stopped listening. Legal at
   * any time and idempotent. Does nothing unless it is overridden.
   */
  @Override
  default void close() {}
}
