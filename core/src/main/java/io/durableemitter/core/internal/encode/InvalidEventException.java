package io.durableemitter.core.internal.encode;

import io.durableemitter.api.internal.text.ForeignText;
import java.io.Serial;

/**
 * An event cannot be encoded; the message says what is wrong and what would be right. It may quote
 * the event, so it is made harmless to show.
 */
public final class InvalidEventException extends RuntimeException {

  @Serial private static final long serialVersionUID = 1L;

  private static final int LONGEST = 1_000;

  InvalidEventException(String message) {
    super(ForeignText.oneLine(message, LONGEST));
  }
}
