package io.durableemitter.spring;

import io.durableemitter.core.config.BacklogConfig;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * How many undelivered events there may be.
 *
 * @param maxRows Undelivered events beyond which emits are refused. No bound if not given.
 * @param maxBytes The same in bytes of their payloads.
 * @param whenFull Whether an emit then fails at once, or waits for room.
 */
record BacklogProperties(
    @Nullable Long maxRows,
    @Nullable DataSize maxBytes,
    @DefaultValue("fail") BacklogConfig.WhenFull whenFull) {

  BacklogConfig toConfig() {
    BacklogConfig.Builder builder = BacklogConfig.builder().whenFull(whenFull);
    if (maxRows != null) {
      builder.maxRows(maxRows);
    }
    if (maxBytes != null) {
      builder.maxBytes(maxBytes.toBytes());
    }
    return builder.build();
  }
}
