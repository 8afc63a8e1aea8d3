package io.durableemitter.ingress;

import io.cloudevents.v1.proto.CloudEvent;
import io.durableemitter.ingress.auth.Identity;
import io.durableemitter.proto.PublishError;
import io.durableemitter.proto.PublishErrorCode;
import io.durableemitter.proto.PublishResponse;
import io.grpc.Status;
import io.opentelemetry.context.Context;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.Function;

/** What becomes of the events of one call: each gets a result, and the sink gets those accepted. */
final class Publishing {

  private final EventSink sink;
  private final Optional<EventChecker> checker;
  private final EventObserver observer;
  private final Optional<JournalWriter> journal;
  private final IngressCounters counters;
  private final Optional<CallSpans> spans;
  private final EventValidator validator;
  private final Executor calls;

  Publishing(
      EventSink sink,
      Optional<EventChecker> checker,
      EventObserver observer,
      Optional<JournalWriter> journal,
      IngressCounters counters,
      Optional<CallSpans> spans,
      IngressLimits limits,
      Executor calls) {
    this.sink = sink;
    this.checker = checker;
    this.observer = observer;
    this.journal = journal;
    this.counters = counters;
    this.spans = spans;
    this.validator = new EventValidator(limits);
    this.calls = calls;
  }

  /** The answer, when the sink has each event or will not have it. */
  CompletionStage<PublishResponse> publish(
      FaultPlan plan, List<CloudEvent> events, boolean transactional) {
    counters.received.add(events.size());
    PublishCall call =
        new PublishCall(events, observer, counters.clients.of(Identity.current().name()));
    call.client().received.add(events.size());
    for (int i = 0; i < events.size(); i++) {
      call.checked(i, error(plan, events.get(i)));
    }
    return checker.isEmpty() || isDecided(call, transactional)
        ? keep(plan, call, transactional)
        : check(checker.get(), plan, call, transactional);
  }

  private static boolean isDecided(PublishCall call, boolean transactional) {
    return call.valid().isEmpty() || (transactional && call.hasErrors());
  }

  private CompletionStage<PublishResponse> check(
      EventChecker given, FaultPlan plan, PublishCall call, boolean transactional) {
    Function<List<Optional<EventOutcome.Refused>>, CompletionStage<PublishResponse>> next =
        Context.current()
            .wrapFunction(
                faults -> {
                  call.faults(faults);
                  return keep(plan, call, transactional);
                });
    CompletableFuture<List<Optional<EventOutcome.Refused>>> faults =
        given.check(call.valid()).toCompletableFuture();
    return faults.isDone() ? faults.thenCompose(next) : faults.thenComposeAsync(next, calls);
  }

  private CompletionStage<PublishResponse> keep(
      FaultPlan plan, PublishCall call, boolean transactional) {
    if (isDecided(call, transactional)) {
      return CompletableFuture.completedFuture(answer(plan, call, transactional));
    }
    Function<List<EventOutcome>, PublishResponse> finish =
        Context.current()
            .wrapFunction(
                outcomes -> {
                  call.outcomes(outcomes);
                  return answer(plan, call, transactional);
                });
    CompletableFuture<List<EventOutcome>> outcomes =
        sink.accept(new SinkBatch(call.valid(), transactional)).toCompletableFuture();
    // what is left to do may block, and the thread that completes the stage is the sink's
    return outcomes.isDone() ? outcomes.thenApply(finish) : outcomes.thenApplyAsync(finish, calls);
  }

  private PublishResponse answer(FaultPlan plan, PublishCall call, boolean transactional) {
    spans.ifPresent(made -> made.published(call.events(), call.errors()));
    if (transactional && call.hasErrors()) {
      rejected(call, call.events().size());
      throw Status.INVALID_ARGUMENT.withDescription(call.refusalOfAll()).asRuntimeException();
    }
    List<CloudEvent> accepted = call.accepted();
    if (!accepted.isEmpty()) {
      observer.accept(accepted);
      journal.ifPresent(writer -> writer.append(accepted));
    }
    counters.accepted.add(accepted.size());
    call.client().accepted.add(accepted.size());
    rejected(call, call.errors());
    return PublishResponse.newBuilder().addAllResults(Faults.distort(plan, call.results())).build();
  }

  private void rejected(PublishCall call, int events) {
    counters.rejected.add(events);
    call.client().rejected.add(events);
    call.codes().forEach(counters.rejectedByCode::add);
  }

  private static Optional<String> foreign(CloudEvent event) {
    return Identity.current().mayPublish(event.getSource())
        ? Optional.empty()
        : Optional.of("the key of the token may not publish this source");
  }

  private Optional<PublishError> error(FaultPlan plan, CloudEvent event) {
    return validator
        .fault(event)
        .or(() -> foreign(event))
        .map(
            reason ->
                PublishError.newBuilder()
                    .setErrorCode(PublishErrorCode.PUBLISH_ERROR_CODE_VALIDATION_FAILED)
                    .setReason(reason)
                    .build())
        .or(() -> Faults.errorFor(plan, event));
  }
}
