package io.durableemitter.core.config;

import io.durableemitter.api.internal.config.Ranges;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Which events are delivered one after the other. Immutable; the docs of each setting are at {@link
 * Builder}.
 */
public record OrderConfig(Optional<String> attribute, Undeliverable undeliverable) {

  private static final Pattern NAME = Pattern.compile("[a-z0-9]+");

  /** What becomes of an event that will not be delivered, while others of its key wait for it. */
  public enum Undeliverable {
    /** It becomes a dead letter, as others do, and those behind it are delivered. */
    DEAD_LETTER,
    /**
     * It is tried again, later and later, and holds back those of its key until it is delivered.
     */
    HOLD
  }

  /** Checks the settings, as {@link Builder#build()} says. */
  public OrderConfig {
    attribute.ifPresent(
        name ->
            Ranges.require(
                NAME.matcher(name).matches(),
                "order.attribute",
                " must be the name of an attribute, of a to z and 0 to 9, such as partitionkey, but is ",
                name));
  }

  /** The defaults. */
  public static OrderConfig ofDefaults() {
    return builder().build();
  }

  /** Begins with the defaults. */
  public static Builder builder() {
    return new Builder();
  }

  /** Begins with these settings. */
  public Builder toBuilder() {
    Builder builder = builder();
    builder.attribute = attribute;
    builder.undeliverable = undeliverable;
    return builder;
  }

  /** Builds an {@link OrderConfig}. Not safe for concurrent use. */
  public static final class Builder {

    private Optional<String> attribute = Optional.empty();
    private Undeliverable undeliverable = Undeliverable.DEAD_LETTER;

    private Builder() {}

    /**
     * The attribute by whose value events are ordered: {@code source}, {@code type}, {@code
     * subject}, or an extension such as {@code partitionkey}. Events with the same value are
     * delivered one after the other; those that lack it in any order. Not given by default: no
     * event waits for another. The store must keep order.
     */
    public Builder attribute(String name) {
      attribute = Optional.of(name);
      return this;
    }

    /** What becomes of an event with a key that will not be delivered. Default: a dead letter. */
    public Builder undeliverable(Undeliverable value) {
      undeliverable = value;
      return this;
    }

    /** Checks the settings: an {@link IllegalArgumentException} names the one that is wrong. */
    public OrderConfig build() {
      return new OrderConfig(attribute, undeliverable);
    }
  }
}
