package io.durableemitter.api;

import java.io.Serial;
import org.jspecify.annotations.Nullable;

/** An operation of a {@link DurableEventStore} failed. */
public final class StoreException extends RuntimeException {

  @Serial private static final long serialVersionUID = 1L;

  /** What became of the operation. */
  public enum Outcome {
    /** The operation certainly had no effect. */
    NOT_DONE,
    /** The operation may have taken effect, for instance when a connection broke during commit. */
    UNKNOWN
  }

  /** What became of the operation. */
  private final Outcome outcome;

  /**
   * A failure.
   *
   * @param outcome what became of the operation
   * @param message what failed and, if it is known, what would mend it
   * @param cause what the driver threw
   */
  public StoreException(Outcome outcome, String message, @Nullable Throwable cause) {
    super(message, cause);
    this.outcome = outcome;
  }

  /**
   * What became of the operation.
   *
   * @return the outcome
   */
  public Outcome outcome() {
    return outcome;
  }
}
