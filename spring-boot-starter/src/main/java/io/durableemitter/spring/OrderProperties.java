package io.durableemitter.spring;

import io.durableemitter.core.config.OrderConfig;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Which events are delivered one after the other.
 *
 * @param attribute Attribute by whose value events are ordered, such as subject. No order if not
 *     given.
 * @param undeliverable What becomes of an event for which others of its key wait, and that will not
 *     be delivered.
 */
record OrderProperties(
    @Nullable String attribute,
    @DefaultValue("dead-letter") OrderConfig.Undeliverable undeliverable) {

  OrderConfig toConfig() {
    OrderConfig.Builder builder = OrderConfig.builder().undeliverable(undeliverable);
    if (attribute != null) {
      builder.attribute(attribute);
    }
    return builder.build();
  }
}
