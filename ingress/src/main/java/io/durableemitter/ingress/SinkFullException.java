package io.durableemitter.ingress;

import java.io.Serial;

/** A sink has no room; it never forgets instead. */
public final class SinkFullException extends RuntimeException {

  @Serial private static final long serialVersionUID = 1L;

  /**
   * An exception.
   *
   * @param capacity how many events the sink holds at most
   */
  public SinkFullException(long capacity) {
    super(
        "the sink is full: it holds at most "
            + capacity
            + " events; reset it or raise its capacity");
  }
}
