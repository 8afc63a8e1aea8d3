package io.durableemitter.kafka;

/**
 * Why an event is refused, by Kafka or on the way to it: the code of its {@link
 * io.durableemitter.api.DeliveryResult.Rejected}.
 */
public enum KafkaRejection {
  /** The topic rule yields nothing. */
  NO_TOPIC,
  /** The topic rule yields a name that Kafka does not allow. */
  INVALID_TOPIC,
  /** The topic rule yields a topic that there is not, within the topic timeout. */
  UNKNOWN_TOPIC,
  /** The topic rule yields a topic to which this user may not write. */
  TOPIC_NOT_AUTHORIZED,
  /** The key rule yields nothing, and is not optional. */
  NO_KEY,
  /** The function of a rule threw. */
  RULE_FAILED,
  /** The stored bytes are no CloudEvent, or one that the content mode cannot write. */
  MALFORMED_EVENT,
  /** The broker refuses the record, such as one without a key in a compacted topic. */
  INVALID_RECORD
}
