package io.durableemitter.core.internal.deliver;

import io.durableemitter.api.DeadLetterReason;
import java.time.Duration;

/** What becomes of an event that was not delivered. */
sealed interface FailureDecision {

  /** It had no part in its failure: it waits, and the attempt does not count. */
  record Wait() implements FailureDecision {
    static final Wait INSTANCE = new Wait();
  }

  /** It failed, perhaps because of itself: it waits longer each time. */
  record Later(Duration delay) implements FailureDecision {}

  /** It will never be delivered as it is: it becomes a dead letter. */
  record Never(DeadLetterReason reason) implements FailureDecision {}
}
