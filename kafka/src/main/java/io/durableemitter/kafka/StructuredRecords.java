package io.durableemitter.kafka;

import io.cloudevents.CloudEvent;
import io.cloudevents.core.builder.CloudEventBuilder;
import io.cloudevents.core.format.EventFormat;
import io.cloudevents.core.provider.EventFormatProvider;
import io.cloudevents.protobuf.ProtobufFormat;
import io.durableemitter.api.Payload;
import io.durableemitter.api.internal.text.ErrorText;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.jspecify.annotations.Nullable;

/** Structured mode: the whole event is the value, as JSON, by the SDK of CloudEvents. */
final class StructuredRecords implements RecordWriter {

  private static final String JSON = "application/cloudevents+json";
  private static final byte[] CONTENT_TYPE =
      (JSON + "; charset=UTF-8").getBytes(StandardCharsets.US_ASCII);

  private final ProtobufFormat stored = new ProtobufFormat();
  private final EventFormat json;

  private StructuredRecords(EventFormat json) {
    this.json = json;
  }

  static StructuredRecords withFormat() {
    EventFormat json = EventFormatProvider.getInstance().resolveFormat(JSON);
    if (json == null) {
      throw new IllegalArgumentException(
          "contentMode STRUCTURED needs io.cloudevents:cloudevents-json-jackson on the class path");
    }
    return new StructuredRecords(json);
  }

  @Override
  public ProducerRecord<byte[], byte[]> write(
      StoredEvent event, Payload payload, String topic, byte @Nullable [] key)
      throws MalformedEventException {
    try {
      byte[] value = json.serialize(withData(stored.deserialize(payload.unsafeBytes()), event));
      return new ProducerRecord<>(
          topic, null, key, value, List.of(new RecordHeader("content-type", CONTENT_TYPE)));
    } catch (RuntimeException e) {
      // the SDK has exceptions of its own for what it cannot read, and others for what it cannot
      // build
      throw new MalformedEventException(
          "the event cannot be written as JSON: " + ErrorText.message(e), e);
    }
  }

  /** The message of protobuf instead of the Any around it, as in binary mode. */
  private static CloudEvent withData(CloudEvent read, StoredEvent event) {
    byte[] data = event.data();
    return data == null ? read : CloudEventBuilder.from(read).withData(data).build();
  }
}
