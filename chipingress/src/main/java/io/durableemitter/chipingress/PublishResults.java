package io.durableemitter.chipingress;

import io.durableemitter.api.DeliveryResult;
import io.durableemitter.api.DeliveryResult.FailureKind;
import io.durableemitter.proto.PublishErrorCode;
import io.durableemitter.proto.PublishResponse;
import io.durableemitter.proto.PublishResult;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Reads an answer: what became of each event of a batch. Only a result that is certainly the
 * event's own and has no error means delivered; whatever is missing or does not fit means that the
 * event is sent again, since a duplicate is better than a loss. A result is the event's own if it
 * has its id; in an answer with one fitting result per event one without an id is too.
 *
 * <p>An OK without any results means that all were accepted, as older servers answer, unless strict
 * reading was asked for. When a batch is all or nothing, results may be missing, but what is there
 * must not contradict the OK: with an error among them nothing counts as delivered.
 *
 * <p>An event that was refused with a permanent code is refused for good; with any other code it
 * may be accepted later.
 *
 * @param results one per event, in their order
 * @param mismatches how many results were missing, surplus, of another event, or contradictory
 */
record PublishResults(List<DeliveryResult> results, int mismatches) {

  private static final String UNNAMED = "PUBLISH_ERROR_CODE_";
  private static final Pattern NUMBERED = Pattern.compile(UNNAMED + "-?[0-9]{1,10}");
  private static final Set<String> NAMED =
      Arrays.stream(PublishErrorCode.values())
          .filter(code -> code != PublishErrorCode.UNRECOGNIZED)
          .map(Enum::name)
          .collect(Collectors.toUnmodifiableSet());

  static PublishResults read(
      List<String> eventIds,
      PublishResponse response,
      boolean transactional,
      boolean strict,
      Set<String> permanentCodes) {
    int answered = response.getResultsCount();
    boolean othersAccepted = othersAccepted(response, transactional, strict);
    boolean contradictory = transactional && hasError(response);
    boolean fits = fits(eventIds, response);
    Set<String> failedIds = fits ? Set.of() : failedIds(response);
    List<DeliveryResult> results = new ArrayList<>(eventIds.size());
    int mismatches = Math.max(0, answered - eventIds.size());
    for (int i = 0; i < eventIds.size(); i++) {
      DeliveryResult result;
      if (i < answered) {
        result =
            one(eventIds.get(i), response.getResults(i), fits || transactional, permanentCodes);
      } else {
        result = othersAccepted ? DeliveryResult.delivered() : missing(answered, eventIds.size());
      }
      if (result.isDelivered() && failedIds.contains(eventIds.get(i))) {
        result = mismatch("the event has a result with and one without an error");
      }
      if (contradictory && result.isDelivered()) {
        result =
            mismatch("an all-or-nothing batch was answered with OK and with errors in its results");
      }
      if (result instanceof DeliveryResult.Failed) {
        mismatches++;
      }
      results.add(result);
    }
    return new PublishResults(results, mismatches);
  }

  /** Whether an event without a result was accepted. */
  private static boolean othersAccepted(
      PublishResponse response, boolean transactional, boolean strict) {
    return response.getResultsCount() == 0 ? !strict : transactional;
  }

  private static boolean hasError(PublishResponse response) {
    return response.getResultsList().stream().anyMatch(PublishResult::hasError);
  }

  /** Whether there is one result per event, none of them of another. */
  private static boolean fits(List<String> eventIds, PublishResponse response) {
    boolean fits = response.getResultsCount() == eventIds.size();
    for (int i = 0; fits && i < eventIds.size(); i++) {
      String id = response.getResults(i).getEventId();
      fits = id.isEmpty() || id.equals(eventIds.get(i));
    }
    return fits;
  }

  private static Set<String> failedIds(PublishResponse response) {
    return response.getResultsList().stream()
        .filter(PublishResult::hasError)
        .map(PublishResult::getEventId)
        .collect(Collectors.toSet());
  }

  private static DeliveryResult one(
      String eventId, PublishResult result, boolean placeIsEnough, Set<String> permanentCodes) {
    String id = result.getEventId();
    if (!id.equals(eventId) && !(id.isEmpty() && placeIsEnough)) {
      return mismatch("the result is of another event");
    }
    if (result.hasError()) {
      String code = code(result.getError().getErrorCode(), result.getError().getErrorCodeValue());
      return DeliveryResult.rejected(
          code, result.getError().getReason(), permanentCodes.contains(code));
    }
    return DeliveryResult.delivered();
  }

  private static String code(PublishErrorCode code, int number) {
    return code == PublishErrorCode.UNRECOGNIZED ? UNNAMED + number : code.name();
  }

  /** Whether a refusal can have this code. */
  static boolean isCode(String text) {
    return NAMED.contains(text) || NUMBERED.matcher(text).matches();
  }

  private static DeliveryResult missing(int answered, int events) {
    return mismatch(answered + " results for " + events + " events");
  }

  private static DeliveryResult mismatch(String what) {
    return DeliveryResult.failed(FailureKind.MISMATCH, "results mismatch: " + what);
  }
}
