package io.durableemitter.kafka;

import io.durableemitter.api.Payload;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.Nullable;

/** Makes the record of an event. */
interface RecordWriter {

  /**
   * The record.
   *
   * @param event what it consists of
   * @param stored its bytes
   * @param topic where it goes
   * @param key its key, if it has one
   */
  ProducerRecord<byte[], byte[]> write(
      StoredEvent event, Payload stored, String topic, byte @Nullable [] key)
      throws MalformedEventException;

  /** The one of a content mode. */
  static RecordWriter of(ContentMode mode) {
    return switch (mode) {
      case BINARY -> new BinaryRecords();
      case STRUCTURED -> StructuredRecords.withFormat();
    };
  }
}
