package io.durableemitter.cli;

import java.io.Serial;

/** Ends the reading of an input before its end, since the user asked for it. */
final class StopReading extends RuntimeException {

  @Serial private static final long serialVersionUID = 1L;

  StopReading() {
    super("interrupted: no more events are read");
  }
}
