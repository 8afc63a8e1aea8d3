package io.durableemitter.kafka;

/**
 * How a CloudEvent becomes a record, as the <a
 * href="https://github.com/cloudevents/spec/blob/main/cloudevents/bindings/kafka-protocol-binding.md">Kafka
 * protocol binding</a> has it.
 */
public enum ContentMode {
  /** The data is the record's value, each attribute a header {@code ce_…}. */
  BINARY,
  /**
   * The whole event is the record's value, as JSON. Needs {@code cloudevents-json-jackson} on the
   * class path, and parses each event.
   */
  STRUCTURED
}
