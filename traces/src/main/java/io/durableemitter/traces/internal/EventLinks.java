package io.durableemitter.traces.internal;

import io.durableemitter.api.TraceContext;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.common.AttributesBuilder;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanBuilder;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.propagation.TextMapGetter;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The traces of the events of a call. What is malformed is no trace. Not safe for concurrent use.
 */
public final class EventLinks {

  /** So many does a span link to; as many does the SDK keep by default. */
  public static final int MOST = 128;

  private static final int FLAGS = "00-".length() + 32 + "-".length() + 16 + "-".length();
  private static final double NANOS = 1e9;

  private static final TextMapGetter<TraceContext> FIELDS =
      new TextMapGetter<>() {
        @Override
        @SuppressWarnings("deprecation") // older versions of the API, which users have, ask for it
        public Iterable<String> keys(TraceContext carrier) {
          return List.of("traceparent", "tracestate");
        }

        @Override
        public @Nullable String get(@Nullable TraceContext carrier, String key) {
          if (carrier == null) {
            return null;
          }
          return key.equals("traceparent") ? carrier.traceparent() : carrier.tracestate();
        }
      };

  private record Link(SpanContext context, Attributes attributes) {}

  private final List<Link> links = new ArrayList<>();
  private SpanContext parent = SpanContext.getInvalid();

  /** Has none yet. */
  public EventLinks() {}

  /**
   * Adds an event. Only what will be of use is parsed: a batch has many events.
   *
   * @param id of the event
   * @param trace what the event says of its trace
   * @param now the time that ends the way since its emit
   */
  public void add(String id, TraceContext trace, Instant now) {
    boolean sampled = maySayItIsSampled(trace.traceparent());
    if (sampled ? links.size() == MOST : parent.isValid() || trace.traceparent().isEmpty()) {
      return;
    }
    SpanContext context = read(trace);
    if (context.isSampled()) {
      links.add(new Link(context, attributes(id, trace.emittedAt(), now)));
    }
    if (context.isValid() && !parent.isSampled()) {
      parent = context.isSampled() || !parent.isValid() ? context : parent;
    }
  }

  private static boolean maySayItIsSampled(String traceparent) {
    return traceparent.length() >= FLAGS + 2
        && (Character.digit(traceparent.charAt(FLAGS + 1), 16) & 1) == 1;
  }

  private static SpanContext read(TraceContext trace) {
    Context context =
        W3CTraceContextPropagator.getInstance().extract(Context.root(), trace, FIELDS);
    return Span.fromContext(context).getSpanContext();
  }

  private static Attributes attributes(String id, Instant emitted, Instant now) {
    AttributesBuilder attributes = Attributes.builder().put(SpanAttributes.MESSAGE_ID, id);
    if (!emitted.equals(Instant.EPOCH)) {
      // clocks of two hosts may disagree
      Duration since = Duration.between(emitted, now);
      double seconds = since.getSeconds() + since.getNano() / NANOS;
      attributes.put(SpanAttributes.SINCE_EMIT, Math.max(0, seconds));
    }
    return attributes.build();
  }

  /** The first sampled context; else the first one; else an invalid one. */
  public SpanContext parent() {
    return parent;
  }

  /** Links a span that begins. */
  public void addTo(SpanBuilder span) {
    links.forEach(link -> span.addLink(link.context(), link.attributes()));
  }

  /** Links a span that has begun. */
  public void addTo(Span span) {
    links.forEach(link -> span.addLink(link.context(), link.attributes()));
  }
}
