package io.durableemitter.spring.internal.micrometer;

import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.Tags;
import io.opentelemetry.api.common.Attributes;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What an instrument is called and measured in. */
record Identity(String name, @Nullable String description, @Nullable String unit) {

  Identity(String name) {
    this(name, null, null);
  }

  Identity withDescription(String value) {
    return new Identity(name, value, unit);
  }

  Identity withUnit(String value) {
    return new Identity(name, description, value);
  }

  /** In the words of Micrometer; none where the name says it, or where things are counted. */
  @Nullable String baseUnit() {
    if (unit == null || unit.startsWith("{") || unit.equals("1") || name.endsWith("_" + unit)) {
      return null;
    }
    return switch (unit) {
      case "s" -> "seconds";
      case "ms" -> "milliseconds";
      case "By" -> "bytes";
      default -> unit;
    };
  }

  static Tags tags(Attributes attributes) {
    List<Tag> tags = new ArrayList<>(attributes.size());
    attributes.forEach((key, value) -> tags.add(Tag.of(key.getKey(), String.valueOf(value))));
    return Tags.of(tags);
  }
}
