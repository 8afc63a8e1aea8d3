package io.durableemitter.ingress;

import io.cloudevents.v1.proto.CloudEvent;
import io.durableemitter.api.internal.log.LogThrottle;
import io.durableemitter.api.internal.log.ThrottledLog;
import io.durableemitter.api.internal.text.ErrorText;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionException;

/** The status of a call that is not answered, by plan or by mishap, and what readiness learns. */
final class CallStatus {

  private final EventSink sink;
  private final Readiness readiness;
  private final ThrottledLog log = new LogThrottle(System::nanoTime).log(CallStatus.class);

  CallStatus(EventSink sink, Readiness readiness) {
    this.sink = sink;
    this.readiness = readiness;
  }

  /** What the plan has a call end with before anything is done. */
  static Optional<Status> before(FaultPlan plan, List<CloudEvent> events) {
    if (plan.outage) {
      return Optional.of(Status.UNAVAILABLE.withDescription("outage by fault plan"));
    }
    if (plan.overloaded) {
      return Optional.of(
          Status.RESOURCE_EXHAUSTED.withDescription(
              "too many requests, come again in a while: by fault plan"));
    }
    return Faults.failsCall(plan, events)
        ? Optional.of(GrpcStatus.of(plan.status).withDescription("status by fault plan"))
        : Optional.empty();
  }

  /** What the plan has a call end with although its work is done. */
  static Optional<Status> after(FaultPlan plan) {
    if (!plan.statusAfterAccept.isEmpty()) {
      return Optional.of(
          GrpcStatus.of(plan.statusAfterAccept)
              .withDescription("status after accepting by fault plan"));
    }
    return plan.dropAnswers
        ? Optional.of(Status.UNAVAILABLE.withDescription("answer lost by fault plan"))
        : Optional.empty();
  }

  /** A call with events was answered. */
  void stored() {
    readiness.storing(true);
    lookAtSink();
  }

  /** Asks the sink for its problem; one that throws has one. */
  void lookAtSink() {
    Optional<String> problem;
    try {
      problem = sink.problem();
    } catch (RuntimeException e) {
      problem = Optional.of("the sink cannot say what is wrong: " + ErrorText.of(e));
    }
    readiness.sink(problem);
  }

  /** Of what was thrown. */
  Status of(Throwable thrown, boolean withEvents) {
    Throwable error =
        thrown instanceof CompletionException && thrown.getCause() != null
            ? thrown.getCause()
            : thrown;
    if (withEvents) {
      lookAtSink();
    }
    if (error instanceof SinkException e) {
      return ofSink(e);
    }
    if (error instanceof SchemaStoreException e) {
      return ofSchemas(e);
    }
    if (error instanceof StatusRuntimeException e) {
      return e.getStatus();
    }
    if (error instanceof UncheckedIOException) {
      readiness.storing(false);
      log.error("journal", "a call was not answered: {}", error.getMessage());
      return Status.UNAVAILABLE.withDescription("the journal is unavailable");
    }
    if (error instanceof IllegalArgumentException) {
      return Status.INVALID_ARGUMENT.withDescription(error.getMessage());
    }
    log.error("call", "a call was not answered", error);
    return Status.INTERNAL.withDescription("the server failed; its log has the reason");
  }

  private Status ofSchemas(SchemaStoreException error) {
    return switch (error.reason()) {
      case INVALID -> Status.INVALID_ARGUMENT.withDescription(error.getMessage());
      case FULL -> Status.RESOURCE_EXHAUSTED.withDescription(error.getMessage());
      case UNAVAILABLE -> {
        log.warn("schemas", "the store of schemas has trouble: {}", error.getMessage());
        yield Status.INTERNAL.withDescription(error.getMessage());
      }
    };
  }

  private Status ofSink(SinkException error) {
    return switch (error.reason()) {
      case FULL, BUSY -> Status.RESOURCE_EXHAUSTED.withDescription(error.getMessage());
      case UNAVAILABLE -> {
        log.warn("sink", "the sink did not take the events of a call: {}", error.getMessage());
        yield Status.UNAVAILABLE.withDescription(error.getMessage());
      }
    };
  }
}
