package io.durableemitter.spi;

import java.util.Optional;
import java.util.OptionalLong;

/**
 * What people order all hosts of a queue. Immutable.
 *
 * @param pause the order by which nothing is delivered; empty if delivery goes on
 * @param expiryConfirmation the id of the last {@link QueueAction.Kind#CONFIRM_EXPIRY}; empty if
 *     there was none
 */
public record QueueOrders(Optional<QueueAction> pause, OptionalLong expiryConfirmation) {

  /** Nothing is ordered. */
  public static final QueueOrders NONE = new QueueOrders(Optional.empty(), OptionalLong.empty());
}
