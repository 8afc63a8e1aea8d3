package io.durableemitter.ingress;

import io.cloudevents.v1.proto.CloudEvent;
import io.cloudevents.v1.proto.CloudEvent.CloudEventAttributeValue;
import io.durableemitter.api.TraceContext;
import io.durableemitter.api.internal.log.LogThrottle;
import io.durableemitter.traces.internal.EventLinks;
import io.durableemitter.traces.internal.SpanAttributes;
import io.grpc.ForwardingServerCall.SimpleForwardingServerCall;
import io.grpc.ForwardingServerCallListener.SimpleForwardingServerCallListener;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.Status;
import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.propagation.TextMapPropagator;
import java.time.Instant;
import java.util.List;
import java.util.function.Consumer;

/**
 * A span for each call that was let in, which continues the trace of its client and links to the
 * events that it brings. It is the current one while the sink and the observer are told. What the
 * tracer throws goes no further. Safe for concurrent use.
 */
final class CallSpans implements ServerInterceptor {

  private final Tracer tracer;
  private final TextMapPropagator propagator;
  private final Consumer<Throwable> refused =
      new LogThrottle(System::nanoTime)
          .log(CallSpans.class)
          .warningOf("tracer", "the tracer threw, a span is left out: {}");

  CallSpans(OpenTelemetry openTelemetry) {
    tracer = openTelemetry.getTracer("io.durableemitter");
    propagator = openTelemetry.getPropagators().getTextMapPropagator();
  }

  @Override
  public <Q, A> ServerCall.Listener<Q> interceptCall(
      ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
    Span span = begin(call.getMethodDescriptor().getFullMethodName(), headers);
    ServerCall<Q, A> ending =
        new SimpleForwardingServerCall<>(call) {
          @Override
          public void close(Status status, Metadata trailers) {
            end(span, status);
            super.close(status, trailers);
          }
        };
    return new SimpleForwardingServerCallListener<>(next.startCall(ending, headers)) {
      @Override
      public void onHalfClose() {
        Context.root().with(span).wrap(() -> super.onHalfClose()).run();
      }

      @Override
      public void onCancel() {
        end(span, Status.CANCELLED);
        super.onCancel();
      }
    };
  }

  private Span begin(String method, Metadata headers) {
    try {
      return tracer
          .spanBuilder(method)
          .setSpanKind(SpanKind.SERVER)
          .setParent(propagator.extract(Context.root(), headers, MetadataGetter.INSTANCE))
          .setAttribute(SpanAttributes.RPC_SYSTEM, "grpc")
          .setAttribute(SpanAttributes.RPC_METHOD, method)
          .startSpan();
    } catch (Throwable thrown) {
      refused.accept(thrown);
      return Span.getInvalid();
    }
  }

  /** The events of the call that the calling thread handles, of which so many are refused. */
  void published(List<CloudEvent> events, int notAccepted) {
    try {
      Span span = Span.current();
      if (!span.isRecording()) {
        return;
      }
      Instant now = Instant.now();
      EventLinks links = new EventLinks();
      for (CloudEvent event : events) {
        links.add(event.getId(), trace(event), now);
      }
      links.addTo(span);
      span.setAttribute(SpanAttributes.COUNT, (long) events.size());
      if (notAccepted > 0) {
        span.setAttribute(SpanAttributes.NOT_DELIVERED, (long) notAccepted);
      }
    } catch (Throwable thrown) {
      refused.accept(thrown);
    }
  }

  private static TraceContext trace(CloudEvent event) {
    CloudEventAttributeValue none = CloudEventAttributeValue.getDefaultInstance();
    CloudEventAttributeValue parent = event.getAttributesOrDefault("traceparent", none);
    // a link is found by its ids: what else clients write is not taken over
    return new TraceContext(parent.getCeString(), "", Instant.EPOCH);
  }

  /** The first end counts. */
  private void end(Span span, Status status) {
    try {
      span.setAttribute(SpanAttributes.RPC_STATUS, status.getCode().name());
      if (isFault(status.getCode())) {
        span.setAttribute(SpanAttributes.ERROR_TYPE, status.getCode().name());
        span.setStatus(StatusCode.ERROR);
      }
      span.end();
    } catch (Throwable thrown) {
      refused.accept(thrown);
    }
  }

  /** Of the server, as the conventions for gRPC say; other statuses are the client's doing. */
  private static boolean isFault(Status.Code code) {
    return switch (code) {
      case UNKNOWN, DEADLINE_EXCEEDED, UNIMPLEMENTED, INTERNAL, UNAVAILABLE, DATA_LOSS -> true;
      default -> false;
    };
  }
}
