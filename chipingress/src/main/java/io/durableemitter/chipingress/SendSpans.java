package io.durableemitter.chipingress;

import io.durableemitter.api.internal.log.LogThrottle;
import io.durableemitter.chipingress.internal.client.Endpoints;
import io.durableemitter.chipingress.internal.trace.EventLinks;
import io.durableemitter.chipingress.internal.trace.SpanAttributes;
import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.common.AttributesBuilder;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanBuilder;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import java.time.Instant;
import java.util.List;
import java.util.function.Consumer;

/**
 * A {@code send} span for each call, as the semantic conventions for messaging name it (version
 * 1.45). Its parent is the first sampled event of the call, and it links to each one, up to {@value
 * EventLinks#MOST}. If all its events belong to traces that are not sampled there is no span, and
 * the other end learns that. What the tracer throws goes no further. Safe for concurrent use.
 */
final class SendSpans {

  private static final String SEND = "send";

  private final Tracer tracer;
  private final Attributes always;
  private final Consumer<Throwable> refused;
  private final CallSpan.Parts parts;

  SendSpans(
      OpenTelemetry openTelemetry, BatchClientConfig config, Endpoints endpoints, LogThrottle log) {
    tracer = openTelemetry.getTracer("io.durableemitter");
    AttributesBuilder attributes =
        Attributes.builder()
            .put(SpanAttributes.SYSTEM, "chip_ingress")
            .put(SpanAttributes.OPERATION, SEND)
            .put(SpanAttributes.OPERATION_TYPE, SEND)
            .put(SpanAttributes.CLIENT_ID, config.clientName())
            .put(SpanAttributes.SERVER_ADDRESS, endpoints.hosts());
    if (endpoints.ports().size() == 1) {
      attributes.put(SpanAttributes.SERVER_PORT, (long) endpoints.ports().get(0));
    }
    always = attributes.build();
    refused =
        log.log(SendSpans.class).warningOf("tracer", "the tracer threw, a span is left out: {}");
    parts =
        new CallSpan.Parts(
            openTelemetry.getPropagators().getTextMapPropagator(), endpoints.toString(), refused);
  }

  /** A call with a batch begins. */
  SendSpan batch(List<Message> events) {
    try {
      SpanBuilder builder =
          builder(events).setAttribute(SpanAttributes.COUNT, (long) events.size());
      return begin(builder, links(events));
    } catch (Throwable thrown) {
      refused.accept(thrown);
      return SendSpan.NONE;
    }
  }

  /** A call with one event begins. */
  SendSpan alone(Message event) {
    try {
      List<Message> events = List.of(event);
      SpanBuilder builder =
          builder(events).setAttribute(SpanAttributes.MESSAGE_ID, event.header().id());
      return begin(builder, links(events));
    } catch (Throwable thrown) {
      refused.accept(thrown);
      return SendSpan.NONE;
    }
  }

  private static EventLinks links(List<Message> events) {
    Instant now = Instant.now();
    EventLinks links = new EventLinks();
    for (Message event : events) {
      links.add(event.header().id(), event.header().trace(), now);
    }
    return links;
  }

  private SpanBuilder builder(List<Message> events) {
    String type = onlyType(events);
    SpanBuilder builder = tracer.spanBuilder(type.isEmpty() ? SEND : SEND + " " + type);
    if (!type.isEmpty()) {
      builder.setAttribute(SpanAttributes.DESTINATION, type);
    }
    return builder.setSpanKind(SpanKind.CLIENT).setAllAttributes(always);
  }

  private SendSpan begin(SpanBuilder builder, EventLinks links) {
    SpanContext parent = links.parent();
    if (parent.isValid() && !parent.isSampled()) {
      return new CallSpan(Span.wrap(parent), parts);
    }
    builder.setParent(Context.root().with(Span.wrap(parent)));
    links.addTo(builder);
    return new CallSpan(builder.startSpan(), parts);
  }

  /** The type of all events, if they have the same. */
  private static String onlyType(List<Message> events) {
    String type = events.get(0).header().type();
    for (Message event : events) {
      if (!type.equals(event.header().type())) {
        return "";
      }
    }
    return type;
  }
}
