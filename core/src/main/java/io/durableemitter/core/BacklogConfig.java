package io.durableemitter.core;

import java.util.OptionalLong;

/**
 * How long the queue may grow before emits are refused. Immutable; the {@code with} methods return
 * changed copies.
 *
 * <p>The queue is looked at once a second, and what this process has emitted since is added; other
 * processes on the same table are seen at the next look. So the bounds hold to within a second.
 *
 * @param maxRows the most undelivered events, at least 1. Default none
 * @param maxBytes the most bytes of their payloads, at least 1. Default none
 * @param whenFull what happens to an emit. Default {@link WhenFull#FAIL}
 */
public record BacklogConfig(OptionalLong maxRows, OptionalLong maxBytes, WhenFull whenFull) {

  /** What happens to an emit while the backlog is full. */
  public enum WhenFull {
    /** It fails at once. */
    FAIL,
    /** It waits for room within its timeout; {@code emitAsync} fails at once all the same. */
    BLOCK
  }

  /**
   * Checks the values.
   *
   * @param maxRows at least 1, if any
   * @param maxBytes at least 1, if any
   * @param whenFull what happens
   * @throws IllegalArgumentException if one is out of range; the message names it
   */
  public BacklogConfig {
    maxRows.ifPresent(value -> Rules.atLeastOne("maxRows", value));
    maxBytes.ifPresent(value -> Rules.atLeastOne("maxBytes", value));
  }

  /**
   * No bounds.
   *
   * @return a configuration
   */
  public static BacklogConfig unbounded() {
    return new BacklogConfig(OptionalLong.empty(), OptionalLong.empty(), WhenFull.FAIL);
  }

  /**
   * Bounds the number of events.
   *
   * @param rows at least 1
   * @return a changed copy
   */
  public BacklogConfig withMaxRows(long rows) {
    return new BacklogConfig(OptionalLong.of(rows), maxBytes, whenFull);
  }

  /**
   * Bounds their bytes.
   *
   * @param bytes at least 1
   * @return a changed copy
   */
  public BacklogConfig withMaxBytes(long bytes) {
    return new BacklogConfig(maxRows, OptionalLong.of(bytes), whenFull);
  }

  /**
   * Says what happens while it is full.
   *
   * @param value what
   * @return a changed copy
   */
  public BacklogConfig withWhenFull(WhenFull value) {
    return new BacklogConfig(maxRows, maxBytes, value);
  }

  boolean isBounded() {
    return maxRows.isPresent() || maxBytes.isPresent();
  }
}
