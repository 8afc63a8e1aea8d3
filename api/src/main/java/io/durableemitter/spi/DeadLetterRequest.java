package io.durableemitter.spi;

import io.durableemitter.api.DeadLetterReason;
import io.durableemitter.api.EventHeader;

/**
 * A row that is to become a dead letter. Immutable.
 *
 * @param rowId the row
 * @param header what identifies its event; texts are empty where the payload does not tell
 * @param reason why
 * @param error what went wrong last, for people; without payload. Empty keeps what the row knows
 * @param otherwise what is written where the row knows nothing either, such as why nothing was
 *     tried; may be empty
 * @param sent whether it was sent just now: a row that was never claimed counts that as its attempt
 */
public record DeadLetterRequest(
    long rowId,
    EventHeader header,
    DeadLetterReason reason,
    String error,
    String otherwise,
    boolean sent) {

  /**
   * A row that was not sent just now.
   *
   * @param rowId the row
   * @param header what identifies its event
   * @param reason why
   * @param error what went wrong last; empty keeps what the row knows
   */
  public DeadLetterRequest(long rowId, EventHeader header, DeadLetterReason reason, String error) {
    this(rowId, header, reason, error, "", false);
  }
}
