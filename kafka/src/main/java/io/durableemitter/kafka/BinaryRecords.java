package io.durableemitter.kafka;

import io.durableemitter.api.Payload;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.jspecify.annotations.Nullable;

/**
 * Binary mode: the data is the value, an attribute the header {@code ce_} and its name, the content
 * type {@code content-type}. The data of a protobuf message is that message, without the {@code
 * Any} around it.
 */
final class BinaryRecords implements RecordWriter {

  private static final String PREFIX = "ce_";
  private static final int MOST_KEPT = 256;

  /** Of an attribute, made once. */
  private final Map<String, String> headers =
      new ConcurrentHashMap<>(Map.of("datacontenttype", "content-type"));

  @Override
  public ProducerRecord<byte[], byte[]> write(
      StoredEvent event, Payload stored, String topic, byte @Nullable [] key) {
    List<Header> written = new ArrayList<>(event.attributes().size());
    for (Map.Entry<String, byte[]> attribute : event.attributes().entrySet()) {
      written.add(new RecordHeader(header(attribute.getKey()), attribute.getValue()));
    }
    return new ProducerRecord<>(topic, null, key, event.data(), written);
  }

  private String header(String attribute) {
    String known = headers.get(attribute);
    if (known != null) {
      return known;
    }
    String made = PREFIX.concat(attribute);
    if (headers.size() < MOST_KEPT) {
      headers.put(attribute, made);
    }
    return made;
  }
}
