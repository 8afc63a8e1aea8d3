package io.durableemitter.ingress;

import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.LongAdder;

/** A count for each constant of an enum. Safe for concurrent use. */
final class CountsByKind<K extends Enum<K>> {

  private final EnumMap<K, LongAdder> counts;

  CountsByKind(Class<K> type) {
    counts = new EnumMap<>(type);
    for (K kind : type.getEnumConstants()) {
      counts.put(kind, new LongAdder());
    }
  }

  void add(K kind) {
    Objects.requireNonNull(counts.get(kind), "each constant has a count").increment();
  }

  /** Those that are not zero, by name. */
  Map<String, Long> shown() {
    Map<String, Long> shown = new LinkedHashMap<>();
    counts.forEach(
        (kind, count) -> {
          if (count.sum() > 0) {
            shown.put(kind.name(), count.sum());
          }
        });
    return shown;
  }

  void reset() {
    counts.values().forEach(LongAdder::reset);
  }
}
