package io.durableemitter.http;

import io.durableemitter.api.DeliveryResult;
import io.durableemitter.api.DeliveryResult.FailureKind;

/**
 * What an answer, or its lack, means for the events of a call.
 *
 * @param result of the event, if the call had one
 * @param reason what to do if it had several
 */
record Verdict(DeliveryResult result, Reason reason) {

  /** What may be the reason. */
  enum Reason {
    /** Not the events: the result is that of each. */
    ALL_THE_SAME,
    /** One of several events may be: the others are to be sent without it. */
    ONE_OF_THEM,
    /** Their size together. */
    SIZE
  }

  /** The transport was closed. */
  static final Verdict CLOSED =
      all(DeliveryResult.failed(FailureKind.CLOSED, "the transport was closed"));

  static final Verdict DELIVERED = all(DeliveryResult.delivered());

  static Verdict all(DeliveryResult result) {
    return new Verdict(result, Reason.ALL_THE_SAME);
  }

  static Verdict transport(String message) {
    return all(DeliveryResult.failed(FailureKind.TRANSPORT, message));
  }

  boolean isOk() {
    return result.isDelivered();
  }
}
