package io.durableemitter.api;

import io.cloudevents.CloudEvent;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/**
 * Takes events and makes them durable. When {@code emit} returns, the event is committed in the
 * store and will be delivered at least once, whatever happens to this process afterwards; it has
 * not necessarily been delivered yet.
 *
 * <p>Attribute names are those of <a
 * href="https://github.com/cloudevents/spec/blob/v1.0.2/cloudevents/spec.md">CloudEvents 1.0</a>:
 *
 * <ul>
 *   <li>{@code source} and {@code type} are required, non-empty strings; the older names {@code
 *       beholder_domain} and {@code beholder_entity} serve when they are absent.
 *   <li>{@code id}, {@code subject}, {@code time}, {@code dataschema}, {@code datacontenttype},
 *       {@code recordedtime} and {@code idempotencykey} are optional.
 *   <li>Any other name must match {@code [a-z0-9]+} and becomes an extension attribute.
 * </ul>
 *
 * Values may be {@code String}, {@code Boolean}, {@code Integer}, {@code Short}, {@code Byte},
 * {@code Long} within 32 bits, {@code byte[]}, {@code URI}, {@code Instant}, {@code OffsetDateTime}
 * or {@code ZonedDateTime}.
 *
 * <p>Implementations are safe for concurrent use.
 */
public interface EventEmitter {

  /**
   * Stores an event and waits until it is committed.
   *
   * @param event the event
   * @return which event was stored
   * @throws EmitException if the event was refused, or if it is unknown whether it was stored; see
   *     {@link EmitException#outcome()}
   */
  EmitReceipt emit(Event event);

  /**
   * Stores many events and waits until all have their outcome, at most as long as one {@code emit}
   * may wait. They go into the insert queue together, so that they share one commit as far as an
   * insert may have that many events and bytes; other callers' events may share it, too.
   *
   * <p>Never throws {@link EmitException}: look at each result. An event that is refused, also a
   * null in the list, does not fail the others. What is not in the store when the time is over is
   * withdrawn ({@link EmitException.Reason#TIMEOUT}), or unknown if its insert is under way; so it
   * is when the calling thread is interrupted, whose flag stays set. Rows have ids in the order of
   * the list where they share an insert; nothing else is promised of order.
   *
   * @param events the events; read once, at the beginning. Nothing is bounded by their number but
   *     the time: a list that takes longer is best cut
   * @return a result for each event, in the order of the list; empty if the list is
   */
  List<EmitResult> emitAll(List<Event> events);

  /**
   * Stores an event and waits until it is committed.
   *
   * @param body the event's data; it is copied, so the caller may reuse the array
   * @param attributes the event's attributes, see {@link EventEmitter}
   * @return which event was stored
   * @throws EmitException if the event was refused, or if it is unknown whether it was stored; see
   *     {@link EmitException#outcome()}
   */
  EmitReceipt emit(byte[] body, Map<String, ?> attributes);

  /**
   * Stores a ready-made CloudEvent and waits until it is committed. Its own id, time and extensions
   * are kept.
   *
   * @param event the event
   * @return which event was stored
   * @throws EmitException if the event was refused, or if it is unknown whether it was stored
   */
  EmitReceipt emit(CloudEvent event);

  /**
   * Stores an event without waiting. Never blocks: if there is no room the future fails at once
   * with {@link EmitException.Reason#QUEUE_FULL}.
   *
   * <p>The future completes when the event is committed. Cancelling it withdraws the event if the
   * store has not been asked yet; otherwise, and also when a {@code get} times out, the outcome is
   * unknown to the caller: the event may still be stored and delivered.
   *
   * @param body the event's data; it is copied, so the caller may reuse the array
   * @param attributes the event's attributes, see {@link EventEmitter}
   * @return a future that fails with {@link EmitException} if the event was refused or its outcome
   *     is unknown
   */
  CompletableFuture<EmitReceipt> emitAsync(byte[] body, Map<String, ?> attributes);

  /**
   * Stores an event without waiting; see {@link #emitAsync(byte[], Map)}.
   *
   * @param event the event
   * @return a future that fails with {@link EmitException} if the event was refused or its outcome
   *     is unknown
   */
  CompletableFuture<EmitReceipt> emitAsync(Event event);

  /**
   * Stores a ready-made CloudEvent without waiting; see {@link #emitAsync(byte[], Map)}.
   *
   * @param event the event
   * @return a future that fails with {@link EmitException} if the event was refused or its outcome
   *     is unknown
   */
  CompletableFuture<EmitReceipt> emitAsync(CloudEvent event);
}
