package io.durableemitter.api;

import java.time.Instant;

/**
 * The trace that an event belongs to, as its attributes say it (<a
 * href="https://github.com/cloudevents/spec/blob/main/cloudevents/extensions/distributed-tracing.md">CloudEvents
 * distributed tracing</a>). Callers and other processes may have written anything: whoever reads it
 * ignores what is malformed. Immutable.
 *
 * @param traceparent W3C {@code traceparent}; empty if the event has none
 * @param tracestate W3C {@code tracestate}; empty if the event has none
 * @param emittedAt when the event was emitted, by its attribute {@code recordedtime}; {@link
 *     Instant#EPOCH} if it does not say so
 */
public record TraceContext(String traceparent, String tracestate, Instant emittedAt) {

  /** Of an event without a trace, and of all events of an emitter that makes no traces. */
  public static final TraceContext NONE = new TraceContext("", "", Instant.EPOCH);
}
