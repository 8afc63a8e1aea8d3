package io.durableemitter.ingress;

import io.durableemitter.proto.PublishErrorCode;
import java.util.Collections;
import java.util.List;

/** What became of an event in a sink. Immutable. */
public sealed interface EventOutcome {

  /** The event is safe. */
  record Accepted() implements EventOutcome {
    private static final EventOutcome ONE = new Accepted();
  }

  /**
   * The event was not kept, and the others of its batch may have been.
   *
   * @param code what clients decide by: by the defaults of this project's client an event refused
   *     with {@code UNKNOWN} or {@code SCHEMA_MISSING} is sent again, with another one it becomes a
   *     dead letter
   * @param reason one line for people, which clients read
   */
  record Refused(PublishErrorCode code, String reason) implements EventOutcome {}

  /**
   * The event is safe.
   *
   * @return the outcome
   */
  static EventOutcome accepted() {
    return Accepted.ONE;
  }

  /**
   * The event was not kept.
   *
   * @param code what clients decide by
   * @param reason one line for people
   * @return the outcome
   */
  static EventOutcome refused(PublishErrorCode code, String reason) {
    return new Refused(code, reason);
  }

  /**
   * All events of a batch are safe.
   *
   * @param batch the batch
   * @return an outcome for each of its events
   */
  static List<EventOutcome> allAccepted(SinkBatch batch) {
    return Collections.nCopies(batch.events().size(), Accepted.ONE);
  }
}
