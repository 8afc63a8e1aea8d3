package io.durableemitter.api;

import io.durableemitter.api.internal.text.ForeignText;
import java.util.Locale;

/** Why an event became a dead letter. New reasons may be added in later versions. */
public enum DeadLetterReason {
  /** It was not delivered within its time to live. */
  EXPIRED,
  /** The other end refused it with a code that will not get better. */
  REJECTED,
  /** It is larger than the transport can carry. */
  TOO_LARGE,
  /** Its stored bytes are not a CloudEvent. */
  UNDECODABLE,
  /** It failed as often as the configuration allows. */
  TOO_MANY_ATTEMPTS;

  /**
   * As stores, metrics and screens name it.
   *
   * @return lower case with underscores, such as {@code too_large}
   */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  /**
   * The reason of a label.
   *
   * @param label as {@link #label()} gives it
   * @return the reason
   * @throws IllegalArgumentException if there is none; the message names those there are
   */
  public static DeadLetterReason of(String label) {
    for (DeadLetterReason reason : values()) {
      if (reason.label().equals(label)) {
        return reason;
      }
    }
    throw new IllegalArgumentException(
        "'"
            + ForeignText.oneLine(label, 64)
            + "' is not a reason of a dead letter; write one of expired, rejected, too_large,"
            + " undecodable, too_many_attempts");
  }
}
