package io.durableemitter.ingress;

import io.grpc.Context;
import io.grpc.ForwardingServerCall.SimpleForwardingServerCall;
import io.grpc.ForwardingServerCallListener.SimpleForwardingServerCallListener;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.ServerStreamTracer;
import io.grpc.Status;
import java.util.Optional;

/**
 * Ties a call to its request on the network: the budget has its bytes back when the call is
 * answered or given up.
 */
final class CallTracer {

  private static final Context.Key<Reading> READING = Context.key("ingress-reading");

  private final ReadBudget budget;

  CallTracer(ReadBudget budget) {
    this.budget = budget;
  }

  /** Runs on the event loop of the connection, while the headers of a call are read. */
  ServerStreamTracer.Factory streams() {
    return new ServerStreamTracer.Factory() {
      @Override
      public ServerStreamTracer newServerStreamTracer(String method, Metadata headers) {
        return new Tracer(ConnectionGuard.currentReading());
      }
    };
  }

  /** Before everything else of a call. */
  ServerInterceptor calls() {
    return new ServerInterceptor() {
      @Override
      public <Q, A> ServerCall.Listener<Q> interceptCall(
          ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
        Reading reading = READING.get();
        return reading == null
            ? next.startCall(call, headers)
            : traced(reading, call, headers, next);
      }
    };
  }

  /** After whoever refuses calls: what comes here was let in. */
  static ServerInterceptor lettingIn() {
    return new ServerInterceptor() {
      @Override
      public <Q, A> ServerCall.Listener<Q> interceptCall(
          ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
        Reading reading = READING.get();
        if (reading != null) {
          reading.connection.letIn();
        }
        return next.startCall(call, headers);
      }
    };
  }

  private <Q, A> ServerCall.Listener<Q> traced(
      Reading reading, ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
    reading.inCall = true;
    ServerCall<Q, A> ending =
        new SimpleForwardingServerCall<>(call) {
          @Override
          public void close(Status status, Metadata trailers) {
            budget.ended(reading);
            super.close(status, trailers);
          }
        };
    return new SimpleForwardingServerCallListener<>(next.startCall(ending, headers)) {
      @Override
      public void onCancel() {
        budget.ended(reading);
        super.onCancel();
      }

      @Override
      public void onComplete() {
        budget.ended(reading);
        super.onComplete();
      }
    };
  }

  private static final class Tracer extends ServerStreamTracer {

    private final Optional<Reading> reading;

    Tracer(Optional<Reading> reading) {
      this.reading = reading;
    }

    @Override
    public Context filterContext(Context context) {
      return reading.map(r -> context.withValue(READING, r)).orElse(context);
    }
  }
}
