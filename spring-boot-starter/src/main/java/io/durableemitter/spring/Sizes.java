package io.durableemitter.spring;

import io.durableemitter.api.internal.config.Ranges;
import org.springframework.util.unit.DataSize;

/** Sizes of Spring as the numbers that settings are. */
final class Sizes {

  private Sizes() {}

  static int asInt(String setting, DataSize size) {
    Ranges.between(setting, size.toBytes(), 0, Integer.MAX_VALUE);
    return (int) size.toBytes();
  }
}
