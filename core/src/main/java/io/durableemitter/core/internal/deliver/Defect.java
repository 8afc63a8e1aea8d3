package io.durableemitter.core.internal.deliver;

import io.durableemitter.api.DeliveryResult;
import io.durableemitter.api.DeliveryResult.FailureKind;
import io.durableemitter.api.internal.text.ErrorText;

/**
 * What a transport threw, as the result of its event. A row whose result is never told stays in
 * flight for ever; so there is one even where no memory is left to describe it.
 */
final class Defect {

  private final String who;
  private final DeliveryResult noMemory;

  /** Made before anything is thrown. */
  Defect(String who) {
    this.who = who;
    this.noMemory =
        DeliveryResult.failed(FailureKind.TRANSPORT, who + " failed, and there was no memory");
  }

  /** Never throws. */
  DeliveryResult of(Throwable thrown) {
    try {
      return DeliveryResult.failed(
          FailureKind.CALL, who + " threw " + ErrorText.of(thrown), thrown);
    } catch (Throwable none) {
      return noMemory;
    }
  }
}
