package io.durableemitter.cli;

import io.durableemitter.broker.KafkaBrokers;
import io.durableemitter.broker.TopicReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The other end of a demo: an ingress in a process of its own, and behind it Kafka, a broker in
 * another one, if that is asked for.
 */
final class DemoSite implements AutoCloseable {

  private static final String TOPIC = "demo";
  private static final int PARTITIONS = 6;
  private static final String ID_HEADER = "ce_id";

  private final IngressProcess ingress;
  private final @Nullable KafkaBrokers kafka;

  private DemoSite(IngressProcess ingress, @Nullable KafkaBrokers kafka) {
    this.ingress = ingress;
    this.kafka = kafka;
  }

  static DemoSite inMemory(long events) throws IOException {
    return new DemoSite(IngressProcess.inMemory(events), null);
  }

  static DemoSite withKafka() throws IOException {
    KafkaBrokers kafka = KafkaBrokers.builder().start();
    boolean started = false;
    try {
      kafka.createTopic(TOPIC, PARTITIONS, Map.of());
      List<String> sink =
          List.of("--sink", "kafka", "--bootstrap", kafka.bootstrapServers(), "--topic", TOPIC);
      DemoSite site = new DemoSite(IngressProcess.withSink(sink), kafka);
      started = true;
      return site;
    } finally {
      if (!started) {
        kafka.close();
      }
    }
  }

  IngressProcess ingress() {
    return ingress;
  }

  boolean isKafka() {
    return kafka != null;
  }

  /** Gives the id of each event that arrived, as often as it did; read from where it is now. */
  void forEachId(Consumer<String> to) throws IOException, InterruptedException {
    if (kafka == null) {
      try (Stream<String> ids = ingress.ids()) {
        ids.forEach(to);
      }
      return;
    }
    TopicReader.forEachHeader(
        kafka.bootstrapServers(),
        TOPIC,
        ID_HEADER,
        value -> to.accept(new String(value, StandardCharsets.UTF_8)));
  }

  @Override
  public void close() throws IOException {
    try {
      ingress.close();
    } finally {
      Optional.ofNullable(kafka).ifPresent(KafkaBrokers::close);
    }
  }
}
