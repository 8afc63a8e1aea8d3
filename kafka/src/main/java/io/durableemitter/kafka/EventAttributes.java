package io.durableemitter.kafka;

import java.util.Optional;
import java.util.Set;

/** The attributes of one event, as a rule sees them. Immutable. */
public interface EventAttributes {

  /**
   * An attribute, required, optional or extension, in the text form that CloudEvents defines.
   *
   * @param name such as {@code type}, {@code subject} or {@code partitionkey}
   * @return its value; empty if the event has none or an empty one
   */
  Optional<String> attribute(String name);

  /**
   * Which attributes the event has.
   *
   * @return their names; cannot be changed
   */
  Set<String> names();
}
