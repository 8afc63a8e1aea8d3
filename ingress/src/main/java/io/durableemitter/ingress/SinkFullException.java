package io.durableemitter.ingress;

import java.io.Serial;

/** A sink has no room; it never forgets instead. */
public final class SinkFullException extends RuntimeException {

  @Serial private static final long serialVersionUID = 1L;

  /**
   * An exception.
   *
   * @param most how much the sink holds at most, with its unit
   */
  public SinkFullException(String most) {
    super("the sink is full: it holds at most " + most + "; reset it or raise its capacity");
  }
}
