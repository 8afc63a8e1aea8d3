package io.durableemitter.ingress;

import io.cloudevents.v1.proto.CloudEvent;
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
  private final ScheduledExecutorService delays;
  private final SchemaRegistry schemas = new SchemaRegistry();

  IngressService(
      EventSink sink, Faults faults, IngressCounters counters, ScheduledExecutorService delays) {
    this.publishing = new Publishing(sink, counters);
    this.faults = faults;
    this.counters = counters;
    this.delays = delays;
  }

  @Override
  public void publish(CloudEvent event, StreamObserver<PublishResponse> observer) {
    answer(observer, plan -> publishing.publish(plan, List.of(event), false));
  }

  @Override
  public void publishBatch(CloudEventBatch batch, StreamObserver<PublishResponse> observer) {
    boolean transactional = batch.getOptions().getTransactionEnabled();
    answer(observer, plan -> publishing.publish(plan, batch.getEventsList(), transactional));
  }

  @Override
  public void ping(EmptyRequest request, StreamObserver<PingResponse> observer) {
    answer(observer, plan -> PingResponse.newBuilder().setMessage("pong").build());
  }

  @Override
  public void registerSchema(
      RegisterSchemaRequest request, StreamObserver<RegisterSchemaResponse> observer) {
    answer(
        observer,
        plan ->
            RegisterSchemaResponse.newBuilder()
                .addAllRegistered(schemas.register(request.getSchemasList()))
                .build());
  }

  private <T> void answer(StreamObserver<T> observer, Function<FaultPlan, T> work) {
    counters.calls.increment();
    FaultPlan plan = faults.next();
    Runnable reply = outcome(plan, observer, work);
    if (plan.latencyMillis() == 0) {
      reply.run();
      return;
    }
    try {
      var scheduled = delays.schedule(reply, plan.latencyMillis(), TimeUnit.MILLISECONDS);
      if (scheduled.isCancelled()) {
        reply.run();
      }
    } catch (RejectedExecutionException closing) {
      reply.run();
    }
  }

  private static <T> Runnable outcome(
      FaultPlan plan, StreamObserver<T> observer, Function<FaultPlan, T> work) {
    if (plan.outage()) {
      return () -> fail(observer, Status.UNAVAILABLE.withDescription("outage by fault plan"));
    }
    if (!plan.status().isEmpty()) {
      return () ->
          fail(observer, GrpcStatus.of(plan.status()).withDescription("status by fault plan"));
    }
    T response;
    try {
      response = work.apply(plan);
    } catch (SinkFullException e) {
      return () -> fail(observer, Status.RESOURCE_EXHAUSTED.withDescription(e.getMessage()));
    } catch (StatusRuntimeException e) {
      return () -> fail(observer, e.getStatus());
    } catch (IllegalArgumentException e) {
      return () -> fail(observer, Status.INVALID_ARGUMENT.withDescription(e.getMessage()));
    } catch (IllegalStateException e) {
      return () -> fail(observer, Status.RESOURCE_EXHAUSTED.withDescription(e.getMessage()));
    }
    if (plan.dropAnswers()) {
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
