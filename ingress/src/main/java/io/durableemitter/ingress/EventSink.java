package io.durableemitter.ingress;

import io.cloudevents.v1.proto.CloudEvent;
import java.util.List;

/** Where accepted events go. Safe for concurrent use. */
public interface EventSink {

  /**
   * Takes valid events, all or none.
   *
   * @param events the events of one call
   * @throws SinkFullException if there is no room for all of them; then none was taken
   */
  void accept(List<CloudEvent> events);

  /**
   * Told of an event that was refused. Does nothing unless it is overridden.
   *
   * @param event the event
   * @param code the error, as the protocol names it
   */
  default void refuse(CloudEvent event, String code) {}
}
