package io.durableemitter.traces.internal;

import io.durableemitter.api.DeliveryResult;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.propagation.TextMapPropagator;
import io.opentelemetry.context.propagation.TextMapSetter;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** The span of a call, with what became of its events. */
final class CallSpan implements SendSpan {

  /** Events named in a span that are not delivered. */
  private static final int MOST_NAMED = 16;

  /** What all spans of a transport have in common. */
  record Parts(TextMapPropagator propagator, Consumer<Throwable> refused) {}

  private final Span span;
  private final Parts parts;

  CallSpan(Span span, Parts parts) {
    this.span = span;
    this.parts = parts;
  }

  @Override
  public <C> void writeTo(C carrier, TextMapSetter<C> setter) {
    try {
      parts.propagator().inject(Context.root().with(span), carrier, setter);
    } catch (Throwable thrown) {
      parts.refused().accept(thrown);
    }
  }

  @Override
  public <T> void set(AttributeKey<T> key, T value) {
    try {
      span.setAttribute(key, value);
    } catch (Throwable thrown) {
      parts.refused().accept(thrown);
    }
  }

  @Override
  public void answered(List<? extends SentEvent> events, List<DeliveryResult> results) {
    try {
      long missing = 0;
      for (int i = 0; i < events.size(); i++) {
        if (!results.get(i).isDelivered()) {
          name(events.get(i), results.get(i), missing);
          missing++;
        }
      }
      if (missing > 0) {
        span.setAttribute(SpanAttributes.NOT_DELIVERED, missing);
        span.setStatus(
            StatusCode.ERROR, missing + " of " + events.size() + " events were not delivered");
      }
      span.end();
    } catch (Throwable thrown) {
      parts.refused().accept(thrown);
    }
  }

  private void name(SentEvent event, DeliveryResult result, long before) {
    if (before == 0) {
      span.setAttribute(SpanAttributes.ERROR_TYPE, type(result));
    }
    if (before < MOST_NAMED) {
      span.addEvent(
          "durable_emitter.not_delivered",
          Attributes.of(
              SpanAttributes.MESSAGE_ID,
              event.header().id(),
              SpanAttributes.ERROR_TYPE,
              type(result)));
    }
  }

  private static String type(DeliveryResult result) {
    if (result instanceof DeliveryResult.Rejected rejected) {
      return rejected.code();
    }
    return result instanceof DeliveryResult.Failed failed ? failed.kind().name() : "_OTHER";
  }

  @Override
  public void failed(String type, Supplier<String> why) {
    try {
      span.setAttribute(SpanAttributes.ERROR_TYPE, type);
      span.setStatus(StatusCode.ERROR, why.get());
      span.end();
    } catch (Throwable thrown) {
      parts.refused().accept(thrown);
    }
  }

  @Override
  public void failed(DeliveryResult result) {
    try {
      span.setAttribute(SpanAttributes.ERROR_TYPE, type(result));
      span.setStatus(StatusCode.ERROR);
      span.end();
    } catch (Throwable thrown) {
      parts.refused().accept(thrown);
    }
  }
}
