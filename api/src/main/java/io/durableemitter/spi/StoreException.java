package io.durableemitter.spi;

import io.durableemitter.api.internal.text.ForeignText;
import java.io.Serial;
import org.jspecify.annotations.Nullable;

/**
 * An operation of a {@link DurableEventStore} failed. The message may quote a database, so it is
 * made harmless to show: see {@link ForeignText}.
 */
public final class StoreException extends RuntimeException {

  @Serial private static final long serialVersionUID = 1L;

  private static final int LONGEST = 2_000;

  /** What became of the operation. */
  public enum Outcome {
    /** The operation certainly had no effect. */
    NOT_DONE,
    /** The operation may have taken effect, for instance when a connection broke during commit. */
    UNKNOWN
  }

  /** What became of the operation. */
  private final Outcome outcome;

  /** Whether it was the data that the store refused. */
  private final boolean dataRefused;

  /**
   * A failure.
   *
   * @param outcome what became of the operation
   * @param message what failed and, if it is known, what would mend it
   * @param cause what the driver threw
   */
  public StoreException(Outcome outcome, String message, @Nullable Throwable cause) {
    this(outcome, false, message, cause);
  }

  private StoreException(
      Outcome outcome, boolean dataRefused, String message, @Nullable Throwable cause) {
    super(ForeignText.oneLine(message, LONGEST), cause);
    this.outcome = outcome;
    this.dataRefused = dataRefused;
  }

  /**
   * A failure, certainly without effect, of an operation whose data the store refuses: the same
   * operation would fail again, but one on a part of its data may succeed.
   *
   * @param message what is refused and, if it is known, what would mend it; without data
   * @param cause what the driver threw
   * @return the failure
   */
  public static StoreException dataRefused(String message, @Nullable Throwable cause) {
    return new StoreException(Outcome.NOT_DONE, true, message, cause);
  }

  /**
   * What became of the operation.
   *
   * @return the outcome
   */
  public Outcome outcome() {
    return outcome;
  }

  /**
   * Whether the store refused the data, as a constraint does, rather than failed. If so, the
   * outcome is {@link Outcome#NOT_DONE}.
   *
   * @return true if a part of the data may be accepted without the rest
   */
  public boolean isDataRefused() {
    return dataRefused;
  }
}
