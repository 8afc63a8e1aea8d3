package io.durableemitter.core.config;

import io.durableemitter.api.internal.config.Ranges;
import java.util.OptionalLong;

/**
 * How many undelivered events may be in the store before emits are refused.
 *
 * <p>The queue is looked at once a second, and what this process has emitted since is added; other
 * processes on the same table are seen at the next look. So the bounds hold to within a second.
 *
 * <p>Immutable; the docs of each setting are at {@link Builder}.
 */
public record BacklogConfig(OptionalLong maxRows, OptionalLong maxBytes, WhenFull whenFull) {

  /** What happens to an emit while the backlog is full. */
  public enum WhenFull {
    /** It fails at once. */
    FAIL,
    /** It waits for room within its timeout; {@code emitAsync} fails at once all the same. */
    BLOCK
  }

  /** Checks the settings, as {@link Builder#build()} says. */
  public BacklogConfig {
    maxRows.ifPresent(value -> Ranges.atLeast("backlog.maxRows", value, 1));
    maxBytes.ifPresent(value -> Ranges.atLeast("backlog.maxBytes", value, 1));
  }

  /** The defaults. */
  public static BacklogConfig ofDefaults() {
    return builder().build();
  }

  /** Begins with the defaults. */
  public static Builder builder() {
    return new Builder();
  }

  /** Begins with these settings. */
  public Builder toBuilder() {
    Builder builder = builder();
    builder.maxRows = maxRows;
    builder.maxBytes = maxBytes;
    builder.whenFull = whenFull;
    return builder;
  }

  /** Whether there is any bound. */
  public boolean isBounded() {
    return maxRows.isPresent() || maxBytes.isPresent();
  }

  /** Builds a {@link BacklogConfig}. Not safe for concurrent use. */
  public static final class Builder {

    private OptionalLong maxRows = OptionalLong.empty();
    private OptionalLong maxBytes = OptionalLong.empty();
    private WhenFull whenFull = WhenFull.FAIL;

    private Builder() {}

    /** The most undelivered events, at least 1. Default none. */
    public Builder maxRows(long value) {
      maxRows = OptionalLong.of(value);
      return this;
    }

    /** The most bytes of their payloads, at least 1. Default none. */
    public Builder maxBytes(long value) {
      maxBytes = OptionalLong.of(value);
      return this;
    }

    /** What happens to an emit while the backlog is full. Default {@link WhenFull#FAIL}. */
    public Builder whenFull(WhenFull value) {
      whenFull = value;
      return this;
    }

    /** Checks the settings: an {@link IllegalArgumentException} names the one that is wrong. */
    public BacklogConfig build() {
      return new BacklogConfig(maxRows, maxBytes, whenFull);
    }
  }
}
