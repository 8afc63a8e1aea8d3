package io.durableemitter.core.internal.metrics;

import java.util.EnumMap;
import java.util.Objects;
import java.util.concurrent.atomic.LongAdder;

/** A counter for each value of an enumeration. Safe for concurrent use. */
final class Adders<K extends Enum<K>> {

  private final EnumMap<K, LongAdder> adders;

  Adders(Class<K> type) {
    adders = new EnumMap<>(type);
    for (K key : type.getEnumConstants()) {
      adders.put(key, new LongAdder());
    }
  }

  void increment(K key) {
    of(key).increment();
  }

  void add(K key, long count) {
    of(key).add(count);
  }

  long sum(K key) {
    return of(key).sum();
  }

  long sum() {
    return adders.values().stream().mapToLong(LongAdder::sum).sum();
  }

  private LongAdder of(K key) {
    return Objects.requireNonNull(adders.get(key), "each value has an adder");
  }
}
