package io.durableemitter.chaos.kafka;

import io.cloudevents.CloudEvent;
import io.cloudevents.CloudEventData;
import io.cloudevents.kafka.CloudEventDeserializer;
import io.durableemitter.broker.TopicReader;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** What is in a topic, read by a plain consumer and the SDK of CloudEvents. By one thread. */
final class Topic {

  private final CloudEventDeserializer deserializer = new CloudEventDeserializer();
  private final Map<String, Integer> copies = new HashMap<>();
  private long altered;

  private Topic() {}

  static Topic read(String servers, String name) {
    Topic topic = new Topic();
    TopicReader.forEach(servers, name, topic::take);
    return topic;
  }

  private void take(ConsumerRecord<byte[], byte[]> record) {
    CloudEvent event = deserializer.deserialize(record.topic(), record.headers(), record.value());
    copies.merge(event.getId(), 1, Integer::sum);
    altered += isAsEmitted(event) ? 0 : 1;
  }

  private static boolean isAsEmitted(CloudEvent event) {
    CloudEventData data = event.getData();
    return data != null
        && new String(data.toBytes(), StandardCharsets.UTF_8).equals(Events.body(event.getId()))
        && event.getSource().toString().equals(Events.SOURCE)
        && event.getType().equals(Events.TYPE)
        && Objects.equals(event.getDataContentType(), "application/json");
  }

  /** How often each id is there. */
  Map<String, Integer> copies() {
    return copies;
  }

  /** How many events are not as they were emitted. */
  long altered() {
    return altered;
  }
}
