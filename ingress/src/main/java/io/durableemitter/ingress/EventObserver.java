package io.durableemitter.ingress;

import io.cloudevents.v1.proto.CloudEvent;
import java.util.List;

/** Told what becomes of events, for tests and figures. Safe for concurrent use. */
public interface EventObserver {

  /**
   * The sink has these events, and the call is about to be answered. What this throws becomes the
   * call's status.
   *
   * @param events the accepted events of one call, at least one
   */
  void accept(List<CloudEvent> events);

  /**
   * An event was refused. Does nothing unless it is overridden.
   *
   * @param event the event
   * @param code the error, as the protocol names it
   */
  default void refuse(CloudEvent event, String code) {}
}
