package io.durableemitter.chipingress;

import io.durableemitter.api.DeliveryResult;
import io.durableemitter.api.DeliveryResult.FailureKind;
import io.durableemitter.proto.PublishErrorCode;
import io.durableemitter.proto.PublishResponse;
import io.durableemitter.proto.PublishResult;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads an answer: what became of each event of a batch. Only a result that is certainly the
 * event's own and has no error means delivered; whatever is missing or does not fit means that the
 * event is sent again, since a duplicate is better than a loss.
 *
 * @param results one per event, in their order
 * @param mismatches how many results were missing, surplus, or of another event
 */
record PublishResults(List<DeliveryResult> results, int mismatches) {

  static PublishResults read(
      List<String> eventIds, PublishResponse response, boolean transactional, boolean strict) {
    int answered = response.getResultsCount();
    if (transactional || (answered == 0 && !strict)) {
      // all or none, or an older server that gives no results: OK means that all were accepted
      return new PublishResults(
          eventIds.stream().map(id -> DeliveryResult.delivered()).toList(), 0);
    }
    List<DeliveryResult> results = new ArrayList<>(eventIds.size());
    int mismatches = Math.max(0, answered - eventIds.size());
    for (int i = 0; i < eventIds.size(); i++) {
      DeliveryResult result =
          i < answered
              ? one(eventIds.get(i), response.getResults(i))
              : DeliveryResult.failed(
                  FailureKind.MISMATCH,
                  "results mismatch: " + answered + " results for " + eventIds.size() + " events");
      if (result instanceof DeliveryResult.Failed) {
        mismatches++;
      }
      results.add(result);
    }
    return new PublishResults(results, mismatches);
  }

  private static DeliveryResult one(String eventId, PublishResult result) {
    if (!result.getEventId().isEmpty() && !result.getEventId().equals(eventId)) {
      return DeliveryResult.failed(
          FailureKind.MISMATCH, "results mismatch: the result is of another event");
    }
    if (result.hasError()) {
      return DeliveryResult.rejected(
          code(result.getError().getErrorCode(), result.getError().getErrorCodeValue()),
          result.getError().getReason());
    }
    return DeliveryResult.delivered();
  }

  private static String code(PublishErrorCode code, int number) {
    return code == PublishErrorCode.UNRECOGNIZED ? "PUBLISH_ERROR_CODE_" + number : code.name();
  }
}
