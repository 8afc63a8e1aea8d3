package io.durableemitter.kafka;

import io.durableemitter.traces.internal.SendSpan;
import io.durableemitter.traces.internal.SendSpans;
import java.nio.charset.StandardCharsets;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Headers;
import org.jspecify.annotations.Nullable;

/**
 * A span for each event on its way to Kafka, from the first time that it is handed to the producer.
 * Consumers find it in the header {@code traceparent}, as from any client that is traced. Safe for
 * concurrent use.
 */
final class RecordSpans {

  private final SendSpans spans;

  RecordSpans(SendSpans spans) {
    this.spans = spans;
  }

  /** Begins one, and lets consumers continue it. Never throws. */
  SendSpan begin(Outgoing event, ProducerRecord<byte[], byte[]> kafkaRecord) {
    SendSpan span = spans.alone(event, kafkaRecord.topic());
    span.writeTo(kafkaRecord.headers(), RecordSpans::put);
    return span;
  }

  private static void put(@Nullable Headers headers, String name, String value) {
    if (headers != null) {
      headers.add(name, value.getBytes(StandardCharsets.UTF_8));
    }
  }
}
