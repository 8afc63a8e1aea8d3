package io.durableemitter.spi;

import io.durableemitter.api.DeliveryResult;

/**
 * Told what became of an event that a transport took. Called exactly once, on a thread of the
 * transport; it should return soon, because the transport counts the call as in flight until then.
 * What it throws is logged by the transport and otherwise ignored.
 */
@FunctionalInterface
public interface DeliveryCallback {

  /**
   * The event's delivery ended.
   *
   * @param result how
   */
  void onResult(DeliveryResult result);
}
