package io.durableemitter.ingress;

import io.cloudevents.v1.proto.CloudEvent;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/**
 * Looks at events before the sink gets them, such as at their data by a schema. Called by several
 * threads at once.
 */
@FunctionalInterface
public interface EventChecker {

  /**
   * Checks the events of one call, which are CloudEvents. Returns soon: what waits for others goes
   * on behind the stage, within a bounded time.
   *
   * @param events at least one
   * @return what is wrong with each, in their order, empty if nothing; fails with a {@link
   *     SchemaStoreException} if it cannot be known, and then the whole call fails
   */
  CompletionStage<List<Optional<EventOutcome.Refused>>> check(List<CloudEvent> events);
}
