package io.durableemitter.ingress;

import io.cloudevents.v1.proto.CloudEvent;
import io.durableemitter.proto.PublishError;
import io.durableemitter.proto.PublishErrorCode;
import io.durableemitter.proto.PublishResult;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** The events of one call, and what is wrong with each. By one thread after the other. */
final class PublishCall {

  private final List<CloudEvent> events;
  private final EventObserver observer;
  private final ClientCounts.Client client;
  private final @Nullable PublishError[] errors;
  private int refused;

  PublishCall(List<CloudEvent> events, EventObserver observer, ClientCounts.Client client) {
    this.events = events;
    this.observer = observer;
    this.client = client;
    this.errors = new PublishError[events.size()];
  }

  /** What is wrong with an event, before the sink is asked. */
  void checked(int index, Optional<PublishError> error) {
    error.ifPresent(found -> refuse(index, found));
  }

  private void refuse(int index, PublishError error) {
    errors[index] = error;
    refused++;
    observer.refuse(events.get(index), error.getErrorCode().name());
  }

  /** What is wrong with the valid events, in their order. */
  void faults(List<Optional<EventOutcome.Refused>> faults) {
    refuse("the checker", faults);
  }

  /** Of the valid events, in their order. */
  void outcomes(List<EventOutcome> outcomes) {
    refuse(
        "the sink",
        outcomes.stream()
            .map(
                one ->
                    one instanceof EventOutcome.Refused error
                        ? Optional.of(error)
                        : Optional.<EventOutcome.Refused>empty())
            .toList());
  }

  private void refuse(String by, List<Optional<EventOutcome.Refused>> faults) {
    int[] valid = IntStream.range(0, errors.length).filter(i -> errors[i] == null).toArray();
    if (faults.size() != valid.length) {
      throw new IllegalStateException(
          by + " gave " + faults.size() + " outcomes for " + valid.length + " events");
    }
    for (int i = 0; i < valid.length; i++) {
      int index = valid[i];
      faults
          .get(i)
          .ifPresent(
              error ->
                  refuse(
                      index,
                      PublishError.newBuilder()
                          .setErrorCode(error.code())
                          .setReason(error.reason())
                          .build()));
    }
  }

  List<CloudEvent> events() {
    return events;
  }

  /** Those with which nothing is wrong so far. */
  List<CloudEvent> valid() {
    return refused == 0
        ? events
        : IntStream.range(0, errors.length)
            .filter(i -> errors[i] == null)
            .mapToObj(events::get)
            .toList();
  }

  /** After the outcomes: those that the sink has. */
  List<CloudEvent> accepted() {
    return valid();
  }

  boolean hasErrors() {
    return refused > 0;
  }

  int errors() {
    return refused;
  }

  /** Why none of a batch was taken: of what is wrong, what is an event's own fault goes first. */
  String refusalOfAll() {
    List<PublishError> known =
        Arrays.stream(errors).flatMap(error -> Optional.ofNullable(error).stream()).toList();
    List<PublishError> own =
        known.stream()
            .filter(error -> error.getErrorCode() != PublishErrorCode.PUBLISH_ERROR_CODE_UNKNOWN)
            .toList();
    List<PublishError> shown = own.isEmpty() ? known : own;
    return shown.size()
        + (shown.size() == 1 ? " event is" : " events are")
        + " refused, and the batch asks for all or none; the first: "
        + shown.get(0).getReason();
  }

  /** Of whom the events are. */
  ClientCounts.Client client() {
    return client;
  }

  /** The code of each event that is refused. */
  List<PublishErrorCode> codes() {
    return Arrays.stream(errors)
        .flatMap(error -> Optional.ofNullable(error).stream())
        .map(PublishError::getErrorCode)
        .toList();
  }

  List<PublishResult> results() {
    List<PublishResult> results = new ArrayList<>(errors.length);
    for (int i = 0; i < errors.length; i++) {
      PublishResult.Builder result = PublishResult.newBuilder().setEventId(events.get(i).getId());
      PublishError error = errors[i];
      if (error != null) {
        result.setError(error);
      }
      results.add(result.build());
    }
    return results;
  }
}
