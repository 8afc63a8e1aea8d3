package io.durableemitter.cli;

import java.io.Serial;

/** Ends the reading of an input before its end. */
final class StopReading extends RuntimeException {

  @Serial private static final long serialVersionUID = 1L;

  StopReading(String message) {
    super(message);
  }
}
