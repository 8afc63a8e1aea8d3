package io.durableemitter.ingress.kafka;

import io.durableemitter.api.DeliveryResult;
import io.durableemitter.api.DeliveryResult.Failed;
import io.durableemitter.api.DeliveryResult.FailureKind;
import io.durableemitter.api.DeliveryResult.Rejected;
import io.durableemitter.ingress.EventOutcome;
import io.durableemitter.ingress.SinkException;
import io.durableemitter.kafka.KafkaRejection;
import io.durableemitter.proto.PublishErrorCode;
import java.util.List;

/** What the results of Kafka are in the protocol of the ingress. */
final class Outcomes {

  private Outcomes() {}

  /**
   * An outcome for each event.
   *
   * @throws SinkException if no event was delivered and none is to blame
   */
  static List<EventOutcome> of(List<DeliveryResult> results) {
    if (results.stream().allMatch(Outcomes::isTrouble)) {
      Failed first = (Failed) results.get(0);
      throw first.cause() == null
          ? new SinkException(SinkException.Reason.UNAVAILABLE, first.message())
          : new SinkException(SinkException.Reason.UNAVAILABLE, first.message(), first.cause());
    }
    return results.stream().map(Outcomes::of).toList();
  }

  private static boolean isTrouble(DeliveryResult result) {
    return result instanceof Failed failed
        && failed.kind() != FailureKind.TOO_LARGE
        && failed.kind() != FailureKind.OVER_LIMIT;
  }

  private static EventOutcome of(DeliveryResult result) {
    if (result instanceof Rejected rejected) {
      return EventOutcome.refused(code(rejected), rejected.code() + ": " + rejected.reason());
    }
    if (result instanceof Failed failed) {
      return EventOutcome.refused(
          isTrouble(failed)
              ? PublishErrorCode.PUBLISH_ERROR_CODE_UNKNOWN
              : PublishErrorCode.PUBLISH_ERROR_CODE_VALIDATION_FAILED,
          failed.message());
    }
    return EventOutcome.accepted();
  }

  private static PublishErrorCode code(Rejected rejected) {
    return switch (KafkaRejection.valueOf(rejected.code())) {
      case NO_TOPIC, INVALID_TOPIC, UNKNOWN_TOPIC, TOPIC_NOT_AUTHORIZED ->
          rejected.permanent()
              ? PublishErrorCode.PUBLISH_ERROR_CODE_DOMAIN_MISCONFIGURATION
              // such as a topic that is being looked for
              : PublishErrorCode.PUBLISH_ERROR_CODE_UNKNOWN;
      case NO_KEY, INVALID_RECORD -> PublishErrorCode.PUBLISH_ERROR_CODE_VALIDATION_FAILED;
      case MALFORMED_EVENT -> PublishErrorCode.PUBLISH_ERROR_CODE_ENCODE_ERROR;
      case RULE_FAILED -> PublishErrorCode.PUBLISH_ERROR_CODE_UNKNOWN;
    };
  }
}
