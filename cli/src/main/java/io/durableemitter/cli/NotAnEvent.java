package io.durableemitter.cli;

import java.io.Serial;

/** Input is not a CloudEvent; the message says why. */
final class NotAnEvent extends RuntimeException {

  @Serial private static final long serialVersionUID = 1L;

  NotAnEvent(String message) {
    super(message);
  }
}
