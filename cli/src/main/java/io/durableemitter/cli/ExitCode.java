package io.durableemitter.cli;

/** What a command ends with. */
final class ExitCode {

  static final int OK = 0;

  /** Something failed; nothing or not everything was done. */
  static final int FAILED = 1;

  /** The command line, the environment or the configuration file is wrong; nothing was done. */
  static final int USAGE = 2;

  /** Some input was not an event; everything else was stored. */
  static final int MALFORMED_INPUT = 3;

  /** Events are stored but not all delivered: they are pending, or have become dead letters. */
  static final int NOT_DELIVERED = 4;

  /** Ended by Ctrl-C or a termination signal. */
  static final int INTERRUPTED = 130;

  private ExitCode() {}
}
