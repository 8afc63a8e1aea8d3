package io.durableemitter.api;

import java.time.Duration;
import java.util.Optional;

/**
 * Told what the emitter does, for load tests and profiling. All methods do nothing by default. They
 * run one after the other on a thread of the emitter, soon after what they tell of; nothing waits
 * for them. What they throw is caught, counted and logged; calls that slow hooks cannot keep up
 * with are left out and counted.
 */
public interface Hooks {

  /** Hooks that do nothing. */
  Hooks NONE = new Hooks() {};

  /**
   * The store was asked to insert events of {@code emit}.
   *
   * @param insert how it went
   */
  default void onEmitInsert(EmitInsert insert) {}

  /**
   * A delivery attempt of an event ended.
   *
   * @param publish how it went
   */
  default void onBatchPublish(BatchPublish publish) {}

  /**
   * Delivered rows were marked.
   *
   * @param mark how it went
   */
  default void onBatchMarkDelivered(BatchMarkDelivered mark) {}

  /**
   * One insert into the store.
   *
   * @param elapsed how long the store took
   * @param count how many events were in it
   * @param error what the store threw; empty if the events are stored
   */
  record EmitInsert(Duration elapsed, int count, Optional<Throwable> error) {}

  /**
   * One delivery attempt of one event.
   *
   * @param elapsed from hand-over to the transport until its result
   * @param batchSize how many events this tells of; always 1
   * @param result what became of the event
   */
  record BatchPublish(Duration elapsed, int batchSize, DeliveryResult result) {}

  /**
   * One removal or marking of delivered rows.
   *
   * @param elapsed how long the store took
   * @param count how many rows changed
   */
  record BatchMarkDelivered(Duration elapsed, int count) {}
}
