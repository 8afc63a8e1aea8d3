package io.durableemitter.core.internal.trace;

/** Makes the spans of emits, or none. Safe for concurrent use. */
@FunctionalInterface
public interface EmitTraces {

  /** Makes no spans, and changes no event. */
  EmitTraces OFF = () -> EmitSpan.NONE;

  /**
   * An emit begins, on the thread of its caller.
   *
   * @return its span
   */
  EmitSpan begin();
}
