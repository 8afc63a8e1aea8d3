package io.durableemitter.kafka;

import io.durableemitter.api.DeliveryResult;
import io.durableemitter.api.DeliveryResult.FailureKind;
import io.durableemitter.api.internal.text.ErrorText;
import java.util.Set;
import org.apache.kafka.common.InvalidRecordException;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.ApiException;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.InvalidProducerEpochException;
import org.apache.kafka.common.errors.InvalidTimestampException;
import org.apache.kafka.common.errors.InvalidTopicException;
import org.apache.kafka.common.errors.OutOfOrderSequenceException;
import org.apache.kafka.common.errors.PolicyViolationException;
import org.apache.kafka.common.errors.ProducerFencedException;
import org.apache.kafka.common.errors.RecordBatchTooLargeException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.apache.kafka.common.errors.UnknownTopicIdException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.apache.kafka.common.errors.UnsupportedVersionException;
import org.jspecify.annotations.Nullable;

/**
 * Reads Kafka's errors: which are about the event and may be permanent, and which are trouble of
 * the transport. A topic that all events go to is no event's fault: what is wrong with it is
 * trouble of the transport, so that events wait until it is mended.
 */
final class Verdicts {

  private final Set<KafkaRejection> permanent;
  private final boolean oneTopic;
  private final String bootstrapServers;

  Verdicts(Set<KafkaRejection> permanent, boolean oneTopic, String bootstrapServers) {
    this.permanent = permanent;
    this.oneTopic = oneTopic;
    this.bootstrapServers = bootstrapServers;
  }

  DeliveryResult rejected(KafkaRejection code, String reason) {
    return DeliveryResult.rejected(code.name(), reason, permanent.contains(code));
  }

  /** Of a record that the producer would not take. */
  DeliveryResult refusedHere(String topic, Throwable error) {
    return isTooLarge(error)
        ? DeliveryResult.failed(FailureKind.OVER_LIMIT, ErrorText.message(error))
        : of(topic, error);
  }

  /** What Kafka answered, or the producer in its stead. */
  DeliveryResult of(String topic, Throwable error) {
    if (isTooLarge(error)) {
      return DeliveryResult.failed(FailureKind.TOO_LARGE, text(topic, error));
    }
    if (isAboutTheTopic(error)) {
      return topicWrong(topic, error);
    }
    if (error instanceof InvalidRecordException
        || error instanceof InvalidTimestampException
        || error instanceof PolicyViolationException) {
      return rejected(KafkaRejection.INVALID_RECORD, text(topic, error));
    }
    return DeliveryResult.failed(
        isTransport(error) ? FailureKind.TRANSPORT : FailureKind.CALL, text(topic, error), error);
  }

  /** A topic that there is not, or to which this user may not write. */
  DeliveryResult topicWrong(String topic, Throwable error) {
    KafkaRejection code;
    String reason;
    if (error instanceof TopicAuthorizationException) {
      code = KafkaRejection.TOPIC_NOT_AUTHORIZED;
      reason = "not authorized to write to the topic " + topic;
    } else if (error instanceof InvalidTopicException) {
      code = KafkaRejection.INVALID_TOPIC;
      reason = "Kafka does not allow the topic " + topic;
    } else {
      code = KafkaRejection.UNKNOWN_TOPIC;
      reason = "there is no topic " + topic + ", and it was not made meanwhile";
    }
    return oneTopic
        ? DeliveryResult.failed(FailureKind.TRANSPORT, reason + " at " + bootstrapServers, error)
        : rejected(code, reason);
  }

  /** No broker has answered. */
  DeliveryResult noAnswer(String topic, String afterTime, @Nullable Throwable last) {
    String message =
        "no broker of "
            + bootstrapServers
            + " has told of the topic "
            + topic
            + " within "
            + afterTime
            + "; check bootstrap servers and security.protocol, or wait until they are up";
    return last == null
        ? DeliveryResult.failed(FailureKind.TRANSPORT, message)
        : DeliveryResult.failed(
            FailureKind.TRANSPORT, message + ": " + ErrorText.message(last), last);
  }

  static boolean isAboutTheTopic(@Nullable Throwable error) {
    return error instanceof UnknownTopicOrPartitionException
        || error instanceof UnknownTopicIdException
        || error instanceof TopicAuthorizationException
        || error instanceof InvalidTopicException;
  }

  /** Whether to wait makes no sense. */
  static boolean isFinal(@Nullable Throwable error) {
    return error instanceof TopicAuthorizationException || error instanceof InvalidTopicException;
  }

  /**
   * Whether a producer that has met this is of no use any more. Most it gets over by itself, and to
   * replace it costs what it has in flight.
   */
  static boolean endsProducer(Throwable error) {
    return error instanceof UnsupportedVersionException
        || error instanceof ProducerFencedException
        || (error instanceof AuthorizationException
            && !(error instanceof TopicAuthorizationException))
        // it says so by no type of its own: it is closed, or in its state of errors
        || error instanceof IllegalStateException
        || (error instanceof KafkaException
            && !(error instanceof ApiException)
            && !isOfABatch(error));
  }

  private static boolean isTooLarge(Throwable error) {
    return error instanceof RecordTooLargeException
        || error instanceof RecordBatchTooLargeException;
  }

  private static boolean isTransport(Throwable error) {
    return error instanceof RetriableException
        || error instanceof AuthenticationException
        || error instanceof AuthorizationException
        || error instanceof OutOfOrderSequenceException
        || error instanceof InvalidProducerEpochException
        || endsProducer(error);
  }

  /** What a record gets that shared a batch with a bad one; Kafka has no type for it. */
  private static boolean isOfABatch(Throwable error) {
    return error.getClass() == KafkaException.class
        && String.valueOf(error.getMessage()).contains("part of a batch");
  }

  private String text(String topic, Throwable error) {
    String name = error instanceof ApiException ? error.getClass().getSimpleName() + ": " : "";
    return "topic " + topic + " at " + bootstrapServers + ": " + name + ErrorText.message(error);
  }
}
