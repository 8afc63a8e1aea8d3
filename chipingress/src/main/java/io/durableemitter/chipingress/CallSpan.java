package io.durableemitter.chipingress;

import io.durableemitter.api.DeliveryResult;
import io.durableemitter.chipingress.internal.client.StatusMeaning;
import io.durableemitter.chipingress.internal.trace.SpanAttributes;
import io.grpc.Metadata;
import io.grpc.Status;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.propagation.TextMapPropagator;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The span of a call, with what became of its events. */
final class CallSpan implements SendSpan {

  /** Events named in a span that are not delivered. */
  private static final int MOST_NAMED = 16;

  /** What all spans of a client have in common. */
  record Parts(TextMapPropagator propagator, String destination, Consumer<Throwable> refused) {}

  private final Span span;
  private final Parts parts;

  CallSpan(Span span, Parts parts) {
    this.span = span;
    this.parts = parts;
  }

  @Override
  public void writeTo(Metadata headers) {
    try {
      parts.propagator().inject(Context.root().with(span), headers, CallSpan::put);
    } catch (Throwable thrown) {
      parts.refused().accept(thrown);
    }
  }

  private static void put(@Nullable Metadata headers, String key, String value) {
    if (headers != null) {
      headers.put(Metadata.Key.of(key, Metadata.ASCII_STRING_MARSHALLER), value);
    }
  }

  @Override
  public void answered(List<Message> events, List<DeliveryResult> results) {
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

  private void name(Message event, DeliveryResult result, long before) {
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
  public void failed(Status status) {
    try {
      span.setAttribute(SpanAttributes.ERROR_TYPE, status.getCode().name());
      span.setStatus(StatusCode.ERROR, StatusMeaning.describe(parts.destination(), status));
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
