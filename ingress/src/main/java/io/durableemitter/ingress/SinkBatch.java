package io.durableemitter.ingress;

import io.cloudevents.v1.proto.CloudEvent;
import java.util.List;

/**
 * The valid events of one call. Immutable.
 *
 * @param events at least one
 * @param transactional whether all of them are to be kept or none
 */
public record SinkBatch(List<CloudEvent> events, boolean transactional) {

  /** Copies the list. */
  public SinkBatch {
    events = List.copyOf(events);
  }
}
