package io.durableemitter.api;

/**
 * What became of one event of {@link EventEmitter#emitAll}: it is {@link Stored}, or it {@link
 * Failed}. Immutable.
 */
public sealed interface EmitResult {

  /**
   * The event is committed.
   *
   * @param receipt which event was stored
   */
  record Stored(EmitReceipt receipt) implements EmitResult {}

  /**
   * The event was refused, or it is unknown whether it was stored.
   *
   * @param failure as {@link EventEmitter#emit(Event)} would have thrown it
   */
  record Failed(EmitException failure) implements EmitResult {}

  /**
   * Whether the event is committed.
   *
   * @return true for {@link Stored} only
   */
  default boolean isStored() {
    return this instanceof Stored;
  }

  /**
   * The receipt of an event that is committed.
   *
   * @return which event was stored
   * @throws EmitException if it is not, or if that is unknown
   */
  default EmitReceipt orThrow() {
    if (this instanceof Failed failed) {
      throw failed.failure();
    }
    return ((Stored) this).receipt();
  }
}
