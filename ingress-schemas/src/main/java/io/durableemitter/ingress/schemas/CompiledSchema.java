package io.durableemitter.ingress.schemas;

import io.cloudevents.v1.proto.CloudEvent;
import java.util.Optional;

/** A schema that data can be held against. Safe for concurrent use. */
interface CompiledSchema {

  /**
   * What is wrong with the data of an event.
   *
   * @return names of fields and what they should be, never content; empty if nothing
   */
  Optional<String> fault(CloudEvent event, byte[] data);
}
