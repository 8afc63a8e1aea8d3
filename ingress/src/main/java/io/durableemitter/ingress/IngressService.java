package io.durableemitter.ingress;

import static java.util.concurrent.CompletableFuture.completedFuture;

import io.cloudevents.v1.proto.CloudEvent;
import io.durableemitter.proto.ChipIngressGrpc;
import io.durableemitter.proto.CloudEventBatch;
import io.durableemitter.proto.EmptyRequest;
import io.durableemitter.proto.PingResponse;
import io.durableemitter.proto.PublishResponse;
import io.durableemitter.proto.RegisterSchemaRequest;
import io.durableemitter.proto.RegisterSchemaResponse;
import io.grpc.Status;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/** The calls of the protocol, with the faults of the plan around them. */
final class IngressService extends ChipIngressGrpc.ChipIngressImplBase {

  private final Publishing publishing;
  private final Faults faults;
  private final IngressCounters counters;
  private final CallStatus statuses;
  private final ScheduledExecutorService delays;
  private final SchemaStore schemas;

  IngressService(
      Publishing publishing,
      Faults faults,
      IngressCounters counters,
      CallStatus statuses,
      ScheduledExecutorService delays,
      SchemaStore schemas) {
    this.publishing = publishing;
    this.faults = faults;
    this.counters = counters;
    this.statuses = statuses;
    this.delays = delays;
    this.schemas = schemas;
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
    answer(
        observer,
        List.of(),
        plan -> completedFuture(PingResponse.newBuilder().setMessage("pong").build()));
  }

  @Override
  public void registerSchema(
      RegisterSchemaRequest request, StreamObserver<RegisterSchemaResponse> observer) {
    answer(
        observer,
        List.of(),
        plan ->
            schemas
                .register(request.getSchemasList())
                .thenApply(
                    registered ->
                        RegisterSchemaResponse.newBuilder().addAllRegistered(registered).build()));
  }

  private <T> void answer(
      StreamObserver<T> observer,
      List<CloudEvent> events,
      Function<FaultPlan, CompletionStage<T>> work) {
    counters.calls.increment();
    if (observer instanceof ServerCallStreamObserver<T> call) {
      // whoever has gone is answered no more
      call.setOnCancelHandler(() -> {});
    }
    FaultPlan plan = faults.next();
    if (plan.hang) {
      return; // the call ends by its deadline or with its connection
    }
    Optional<Status> planned = CallStatus.before(plan, events);
    if (planned.isPresent()) {
      reply(plan, () -> fail(observer, planned.get()));
      return;
    }
    CompletionStage<T> outcome;
    try {
      outcome = work.apply(plan);
    } catch (RuntimeException e) {
      outcome = CompletableFuture.failedFuture(e);
    }
    var unused =
        outcome.whenComplete(
            (response, error) -> {
              Optional<Status> status =
                  error == null
                      ? CallStatus.after(plan)
                      : Optional.of(statuses.of(error, !events.isEmpty()));
              if (error == null && !events.isEmpty()) {
                statuses.stored();
              }
              reply(
                  plan,
                  () ->
                      status.ifPresentOrElse(
                          failure -> fail(observer, failure), () -> succeed(observer, response)));
            });
  }

  private void reply(FaultPlan plan, Runnable reply) {
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

  private static <T> void succeed(StreamObserver<T> observer, T response) {
    observer.onNext(response);
    observer.onCompleted();
  }

  private static void fail(StreamObserver<?> observer, Status status) {
    observer.onError(status.asRuntimeException());
  }
}
