package io.durableemitter.core.internal.deliver;

import io.durableemitter.spi.BackOff;
import io.durableemitter.spi.DeadLetterRequest;

/** A row that was not delivered, and what is to be written about it. */
sealed interface FailedRow {

  long id();

  /** Give it back as it was. */
  record Released(long id) implements FailedRow {}

  /** Give it back, with what went wrong when it was sent. */
  record Unreached(long id, String error) implements FailedRow {}

  /** Try it again later. */
  record BackedOff(BackOff backOff) implements FailedRow {
    @Override
    public long id() {
      return backOff.id();
    }
  }

  /** Make it a dead letter. */
  record Dead(DeadLetterRequest request) implements FailedRow {
    @Override
    public long id() {
      return request.rowId();
    }
  }
}
