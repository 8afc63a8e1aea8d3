package io.durableemitter.chaos.crash;

import java.util.AbstractMap;
import java.util.Map;
import java.util.Set;

/** Attributes of an event; the process may die while they are read. */
final class CrashingAttributes extends AbstractMap<String, Object> {

  private final Map<String, Object> attributes;
  private final Bomb bomb;

  CrashingAttributes(Map<String, ?> attributes, Bomb bomb) {
    this.attributes = Map.copyOf(attributes);
    this.bomb = bomb;
  }

  @Override
  public Set<Map.Entry<String, Object>> entrySet() {
    bomb.at(CrashStep.READING_ATTRIBUTES);
    return attributes.entrySet();
  }
}
