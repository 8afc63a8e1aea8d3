package io.durableemitter.kafka;

import io.durableemitter.api.DeliveryResult;
import io.durableemitter.api.Payload;
import io.durableemitter.api.internal.text.ErrorText;
import java.nio.charset.StandardCharsets;
import org.apache.kafka.clients.producer.ProducerRecord;

/** Makes the records of stored events: topic and key by the rules, then the content mode's form. */
final class EventRecords {

  private final Router router;
  private final RecordWriter writer;
  private final Verdicts verdicts;

  EventRecords(Router router, RecordWriter writer, Verdicts verdicts) {
    this.router = router;
    this.writer = writer;
    this.verdicts = verdicts;
  }

  /** What became of an event: its record, or why it has none. */
  sealed interface Made {}

  /** The record. */
  record Ready(ProducerRecord<byte[], byte[]> kafkaRecord) implements Made {}

  /** No record. */
  record Refused(DeliveryResult result) implements Made {}

  Made of(Payload payload) {
    try {
      StoredEvent stored = StoredEventReader.read(payload);
      Route route = router.route(stored);
      if (route instanceof Route.To to) {
        byte[] key = to.key().map(text -> text.getBytes(StandardCharsets.UTF_8)).orElse(null);
        return new Ready(writer.write(stored, payload, to.topic(), key));
      }
      return new Refused(((Route.Refused) route).result());
    } catch (MalformedEventException e) {
      return new Refused(verdicts.rejected(KafkaRejection.MALFORMED_EVENT, ErrorText.message(e)));
    }
  }
}
