package io.durableemitter.core.internal.trace;

import io.durableemitter.api.EmitException;
import io.durableemitter.api.internal.log.LogThrottle;
import io.durableemitter.core.internal.encode.EncodedEvent;
import io.durableemitter.core.internal.encode.TraceAttributes;
import io.durableemitter.traces.internal.SpanAttributes;
import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanBuilder;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.context.Context;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A {@code create} span for each emit, as the semantic conventions for messaging name it (version
 * 1.45), whose context is stored with the event. An event that brings a trace of its own keeps it,
 * and gets no span. What the tracer throws goes no further. Safe for concurrent use.
 */
public final class CreateSpans implements EmitTraces {

  private static final String CREATE = "create";
  private static final AttributeKey<Long> SIZE =
      AttributeKey.longKey("messaging.message.envelope.size");
  private static final AttributeKey<String> SOURCE =
      AttributeKey.stringKey("cloudevents.event_source");
  private static final AttributeKey<String> OUTCOME =
      AttributeKey.stringKey("durable_emitter.emit.outcome");

  private final Tracer tracer;
  private final Consumer<Throwable> refused;

  /**
   * Spans of a tracer.
   *
   * @param openTelemetry has the tracer
   * @param throttle for reports of what it throws
   */
  public CreateSpans(OpenTelemetry openTelemetry, LogThrottle throttle) {
    tracer = openTelemetry.getTracer("io.durableemitter");
    refused =
        throttle
            .log(CreateSpans.class)
            .warningOf("tracer", "the tracer threw, a span is left out: {}");
  }

  @Override
  public EmitSpan begin() {
    return new CreateSpan();
  }

  /** Of one emit; one thread after the other. */
  private final class CreateSpan implements EmitSpan {

    private Span span = Span.getInvalid();
    private boolean begun;

    @Override
    public EncodedEvent encoded(EncodedEvent event) {
      begun = true;
      try {
        TraceAttributes.Found found = TraceAttributes.find(event);
        return found.given() ? found.event() : written(found.event());
      } catch (Throwable thrown) {
        refused.accept(thrown);
        return event;
      }
    }

    private EncodedEvent written(EncodedEvent event) {
      String type = event.header().type();
      span =
          builder(CREATE + " " + type)
              .setAttribute(SpanAttributes.DESTINATION, type)
              .setAttribute(SOURCE, event.header().source())
              .setAttribute(SpanAttributes.MESSAGE_ID, event.header().id())
              .setAttribute(SIZE, (long) event.payload().size())
              .startSpan();
      Map<String, String> fields = new HashMap<>();
      W3CTraceContextPropagator.getInstance()
          .inject(Context.root().with(span), fields, CreateSpans::put);
      String parent = fields.getOrDefault("traceparent", "");
      return parent.isEmpty()
          ? event
          : TraceAttributes.write(event, parent, fields.getOrDefault("tracestate", ""));
    }

    @Override
    public void stored() {
      try {
        span.end();
      } catch (Throwable thrown) {
        refused.accept(thrown);
      }
    }

    @Override
    public void failed(Throwable error) {
      try {
        if (!begun) {
          span = builder(CREATE).startSpan();
        }
        if (error instanceof EmitException failure) {
          span.setAttribute(SpanAttributes.ERROR_TYPE, failure.reason().name());
          span.setAttribute(OUTCOME, failure.outcome().name());
          span.setStatus(StatusCode.ERROR, failure.getMessage());
        } else {
          // of the caller's own code: its message may have anything in it
          span.setAttribute(SpanAttributes.ERROR_TYPE, error.getClass().getName());
          span.setStatus(StatusCode.ERROR);
        }
        span.end();
      } catch (Throwable thrown) {
        refused.accept(thrown);
      }
    }
  }

  private SpanBuilder builder(String name) {
    return tracer
        .spanBuilder(name)
        .setSpanKind(SpanKind.PRODUCER)
        .setAttribute(SpanAttributes.SYSTEM, "durable_emitter")
        .setAttribute(SpanAttributes.OPERATION, CREATE)
        .setAttribute(SpanAttributes.OPERATION_TYPE, CREATE);
  }

  // the API allows a carrier that is null
  private static void put(@Nullable Map<String, String> carrier, String key, String value) {
    if (carrier != null) {
      carrier.put(key, value);
    }
  }
}
