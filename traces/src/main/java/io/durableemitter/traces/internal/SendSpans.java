package io.durableemitter.traces.internal;

import io.durableemitter.api.EventHeader;
import io.durableemitter.api.internal.log.LogThrottle;
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
 * A {@code send} span for each call of a transport, as the semantic conventions for messaging name
 * it (version 1.45). Its parent is the first sampled event of the call, and it links to each one,
 * up to {@value EventLinks#MOST}. If all its events belong to traces that are not sampled there is
 * no span, and the other end learns that. What the tracer throws goes no further. Safe for
 * concurrent use.
 */
public final class SendSpans {

  private static final String SEND = "send";

  private final Tracer tracer;
  private final Attributes always;
  private final Consumer<Throwable> refused;
  private final CallSpan.Parts parts;

  /**
   * Spans of a tracer.
   *
   * @param openTelemetry has the tracer and the propagator
   * @param receiver to whom calls go
   * @param log for reports of what the tracer throws
   */
  public SendSpans(OpenTelemetry openTelemetry, Receiver receiver, LogThrottle log) {
    tracer = openTelemetry.getTracer("io.durableemitter");
    AttributesBuilder attributes =
        Attributes.builder()
            .put(SpanAttributes.SYSTEM, receiver.system())
            .put(SpanAttributes.OPERATION, SEND)
            .put(SpanAttributes.OPERATION_TYPE, SEND)
            .put(SpanAttributes.CLIENT_ID, receiver.clientName())
            .put(SpanAttributes.SERVER_ADDRESS, receiver.hosts());
    if (receiver.ports().size() == 1) {
      attributes.put(SpanAttributes.SERVER_PORT, (long) receiver.ports().get(0));
    }
    always = attributes.build();
    refused =
        log.log(SendSpans.class).warningOf("tracer", "the tracer threw, a span is left out: {}");
    parts = new CallSpan.Parts(openTelemetry.getPropagators().getTextMapPropagator(), refused);
  }

  /** A call with a batch begins. */
  public SendSpan batch(List<? extends SentEvent> events) {
    try {
      SpanBuilder builder =
          builder(onlyType(events)).setAttribute(SpanAttributes.COUNT, (long) events.size());
      return begin(builder, links(events));
    } catch (Throwable thrown) {
      refused.accept(thrown);
      return SendSpan.NONE;
    }
  }

  /** A call with one event begins. */
  public SendSpan alone(SentEvent event) {
    return alone(event, event.header().type());
  }

  /**
   * A call with one event begins.
   *
   * @param event the event
   * @param destination where it goes, if its type does not say it
   */
  public SendSpan alone(SentEvent event, String destination) {
    try {
      SpanBuilder builder =
          builder(destination).setAttribute(SpanAttributes.MESSAGE_ID, event.header().id());
      return begin(builder, links(List.of(event)));
    } catch (Throwable thrown) {
      refused.accept(thrown);
      return SendSpan.NONE;
    }
  }

  private static EventLinks links(List<? extends SentEvent> events) {
    Instant now = Instant.now();
    EventLinks links = new EventLinks();
    for (SentEvent event : events) {
      EventHeader header = event.header();
      links.add(header.id(), header.trace(), now);
    }
    return links;
  }

  private SpanBuilder builder(String destination) {
    SpanBuilder builder =
        tracer.spanBuilder(destination.isEmpty() ? SEND : SEND + " " + destination);
    if (!destination.isEmpty()) {
      builder.setAttribute(SpanAttributes.DESTINATION, destination);
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
  private static String onlyType(List<? extends SentEvent> events) {
    String type = events.get(0).header().type();
    for (SentEvent event : events) {
      if (!type.equals(event.header().type())) {
        return "";
      }
    }
    return type;
  }
}
