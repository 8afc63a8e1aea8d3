package io.durableemitter.core.deliver;

import io.durableemitter.api.BackOff;
import io.durableemitter.api.Burial;

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
  record Buried(Burial burial) implements FailedRow {
    @Override
    public long id() {
      return burial.rowId();
    }
  }
}
