package io.durableemitter.kafka;

import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a stored event consists of: each attribute as the UTF-8 of its text form, and the data; null
 * if it has none. The arrays are only read.
 */
final class StoredEvent implements EventAttributes {

  private final Map<String, byte[]> attributes;
  private final byte @Nullable [] data;

  StoredEvent(Map<String, byte[]> attributes, byte @Nullable [] data) {
    this.attributes = attributes;
    this.data = data;
  }

  Map<String, byte[]> attributes() {
    return attributes;
  }

  byte @Nullable [] data() {
    return data;
  }

  @Override
  public Optional<String> attribute(String name) {
    byte[] value = attributes.get(name);
    return value == null || value.length == 0
        ? Optional.empty()
        : Optional.of(new String(value, StandardCharsets.UTF_8));
  }

  @Override
  public Set<String> names() {
    return Collections.unmodifiableSet(attributes.keySet());
  }
}
