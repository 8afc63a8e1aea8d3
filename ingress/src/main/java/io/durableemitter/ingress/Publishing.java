package io.durableemitter.ingress;

import io.cloudevents.v1.proto.CloudEvent;
import io.durableemitter.ingress.auth.Identity;
import io.durableemitter.proto.PublishError;
import io.durableemitter.proto.PublishErrorCode;
import io.durableemitter.proto.PublishResponse;
import io.durableemitter.proto.PublishResult;
import io.grpc.Status;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What becomes of the events of one call: each gets a result, and the sink gets those accepted. */
final class Publishing {

  private final EventSink sink;
  private final Optional<JournalWriter> journal;
  private final IngressCounters counters;
  private final Optional<CallSpans> spans;
  private final EventValidator validator;

  Publishing(
      EventSink sink,
      Optional<JournalWriter> journal,
      IngressCounters counters,
      Optional<CallSpans> spans,
      IngressLimits limits) {
    this.sink = sink;
    this.journal = journal;
    this.counters = counters;
    this.spans = spans;
    this.validator = new EventValidator(limits);
  }

  PublishResponse publish(FaultPlan plan, List<CloudEvent> events, boolean transactional) {
    counters.received.add(events.size());
    List<PublishResult> results = new ArrayList<>(events.size());
    List<CloudEvent> accepted = new ArrayList<>(events.size());
    for (CloudEvent event : events) {
      Optional<PublishError> error = error(plan, event);
      PublishResult.Builder result = PublishResult.newBuilder().setEventId(event.getId());
      error.ifPresentOrElse(
          e -> {
            result.setError(e);
            sink.refuse(event, e.getErrorCode().name());
          },
          () -> accepted.add(event));
      results.add(result.build());
    }
    spans.ifPresent(made -> made.published(events, events.size() - accepted.size()));
    if (transactional && accepted.size() < events.size()) {
      counters.rejected.add(events.size());
      throw Status.INVALID_ARGUMENT
          .withDescription(
              (events.size() - accepted.size())
                  + " events are invalid, and the batch asks for all or none")
          .asRuntimeException();
    }
    sink.accept(accepted);
    journal.ifPresent(writer -> writer.append(accepted));
    counters.accepted.add(accepted.size());
    counters.rejected.add(events.size() - accepted.size());
    return PublishResponse.newBuilder().addAllResults(Faults.distort(plan, results)).build();
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
