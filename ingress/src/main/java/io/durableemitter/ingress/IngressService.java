package io.durableemitter.ingress;

import io.cloudevents.v1.proto.CloudEvent;
import io.durableemitter.api.internal.log.LogThrottle;
import io.durableemitter.api.internal.log.ThrottledLog;
import io.durableemitter.proto.ChipIngressGrpc;
import io.durableemitter.proto.CloudEventBatch;
import io.durableemitter.proto.EmptyRequest;
import io.durableemitter.proto.PingResponse;
import io.durableemitter.proto.PublishResponse;
import io.durableemitter.proto.RegisterSchemaRequest;
import io.durableemitter.proto.RegisterSchemaResponse;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.StreamObserver;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/** The calls of the protocol, with the faults of the plan around them. */
final class IngressService extends ChipIngressGrpc.ChipIngressImplBase {

  private final Publishing publishing;
  private final Faults faults;
  private final IngressCounters counters;
  private final Readiness readiness;
  private final ScheduledExecutorService delays;
  private final ThrottledLog log = new LogThrottle(System::nanoTime).log(IngressService.class);
  private final SchemaRegistry schemas = new SchemaRegistry();

  IngressService(
      Publishing publishing,
      Faults faults,
      IngressCounters counters,
      Readiness readiness,
      ScheduledExecutorService delays) {
    this.publishing = publishing;
    this.faults = faults;
    this.counters = counters;
    this.readiness = readiness;
    this.delays = delays;
  }

  @Override
  public void publish(CloudEvent event, StreamObserver<PublishResponse> observer) {
    List<CloudEvent> events = List.of(event);
    answer(observer, events, plan -> publishing.publish(plan, events, false));
  }

  @Override
  public void publishBatch(CloudEventBatch batch, StreamObserver<PublishResponse> observer) {
    boolean transactional = batch.getOptions().getTransactionEnabled();
    List<CloudEvent> events = batch.getEventsList();
    answer(observer, events, plan -> publishing.publish(plan, events, transactional));
  }

  @Override
  public void ping(EmptyRequest request, StreamObserver<PingResponse> observer) {
    answer(observer, List.of(), plan -> PingResponse.newBuilder().setMessage("pong").build());
  }

  @Override
  public void registerSchema(
      RegisterSchemaRequest request, StreamObserver<RegisterSchemaResponse> observer) {
    answer(
        observer,
        List.of(),
        plan ->
            RegisterSchemaResponse.newBuilder()
                .addAllRegistered(schemas.register(request.getSchemasList()))
                .build());
  }

  private <T> void answer(
      StreamObserver<T> observer, List<CloudEvent> events, Function<FaultPlan, T> work) {
    counters.calls.increment();
    FaultPlan plan = faults.next();
    if (plan.hang) {
      return; // the call ends by its deadline or with its connection
    }
    Runnable reply = outcome(plan, observer, events, work);
    if (plan.latencyMillis == 0) {
      reply.run();
      return;
    }
    try {
      var scheduled = delays.schedule(reply, plan.latencyMillis, TimeUnit.MILLISECONDS);
      if (scheduled.isCancelled()) {
        reply.run();
      }
    } catch (RejectedExecutionException closing) {
      reply.run();
    }
  }

  private <T> Runnable outcome(
      FaultPlan plan,
      StreamObserver<T> observer,
      List<CloudEvent> events,
      Function<FaultPlan, T> work) {
    if (plan.outage) {
      return () -> fail(observer, Status.UNAVAILABLE.withDescription("outage by fault plan"));
    }
    if (plan.overloaded) {
      return () ->
          fail(
              observer,
              Status.RESOURCE_EXHAUSTED.withDescription(
                  "too many requests, come again in a while: by fault plan"));
    }
    if (Faults.failsCall(plan, events)) {
      return () ->
          fail(observer, GrpcStatus.of(plan.status).withDescription("status by fault plan"));
    }
    T response;
    try {
      response = work.apply(plan);
      if (!events.isEmpty()) {
        readiness.storing(true);
      }
    } catch (SinkFullException e) {
      readiness.storing(false);
      return () -> fail(observer, Status.RESOURCE_EXHAUSTED.withDescription(e.getMessage()));
    } catch (StatusRuntimeException e) {
      return () -> fail(observer, e.getStatus());
    } catch (UncheckedIOException e) {
      readiness.storing(false);
      log.error("journal", "a call was not answered: {}", e.getMessage());
      return () -> fail(observer, Status.UNAVAILABLE.withDescription("the journal is unavailable"));
    } catch (IllegalArgumentException e) {
      return () -> fail(observer, Status.INVALID_ARGUMENT.withDescription(e.getMessage()));
    } catch (IllegalStateException e) {
      return () -> fail(observer, Status.RESOURCE_EXHAUSTED.withDescription(e.getMessage()));
    }
    if (!plan.statusAfterAccept.isEmpty()) {
      return () ->
          fail(
              observer,
              GrpcStatus.of(plan.statusAfterAccept)
                  .withDescription("status after accepting by fault plan"));
    }
    if (plan.dropAnswers) {
      return () -> fail(observer, Status.UNAVAILABLE.withDescription("answer lost by fault plan"));
    }
    return () -> {
      observer.onNext(response);
      observer.onCompleted();
    };
  }

  private static void fail(StreamObserver<?> observer, Status status) {
    observer.onError(status.asRuntimeException());
  }
}
