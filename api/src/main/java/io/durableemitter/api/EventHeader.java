package io.durableemitter.api;

/**
 * What a transport needs to know of an event besides its bytes. Immutable.
 *
 * @param id CloudEvents {@code id}, as the other end repeats it in its results
 * @param source CloudEvents {@code source}
 * @param type CloudEvents {@code type}
 * @param trace the trace it belongs to; {@link TraceContext#NONE} unless the emitter makes traces
 */
public record EventHeader(String id, String source, String type, TraceContext trace) {

  /**
   * The header of an event without a trace.
   *
   * @param id CloudEvents {@code id}
   * @param source CloudEvents {@code source}
   * @param type CloudEvents {@code type}
   */
  public EventHeader(String id, String source, String type) {
    this(id, source, type, TraceContext.NONE);
  }
}
