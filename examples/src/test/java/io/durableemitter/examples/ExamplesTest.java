package io.durableemitter.examples;

import static org.assertj.core.api.Assertions.assertThat;

import io.durableemitter.core.DurableEmitter;
import io.durableemitter.examples.kafka.EachEventOnce;
import io.durableemitter.setup.DurableEmitterSetup;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Each example does what it says. */
@Timeout(120)
class ExamplesTest {

  @Test
  void plainService() throws Exception {
    assertThat(lines(PlainService::run))
        .startsWith("committed: in-1")
        .contains("committed later: in-4", "arrived at the other end: 4");
  }

  @Test
  void severalHosts() throws Exception {
    assertThat(lines(SeveralHosts::run))
        .contains(
            "the first host is gone; arrived until now: 0",
            "two other hosts delivered them and their own: 502",
            "duplicates: 0");
  }

  @Test
  void severalShards() throws Exception {
    assertThat(lines(SeveralShards::run))
        .containsExactly(
            "shard 0 took events: true",
            "shard 1 took events: true",
            "shard 2 took events: true",
            "arrived: 300, duplicates: 0",
            "ready: true");
  }

  /** Other processes, and later releases, must find the same shard. */
  @Test
  void aKeyKeepsItsShard() throws Exception {
    try (LocalServices services = new LocalServices();
        ShardedEmitter sharded =
            new ShardedEmitter(List.of(emitter(services), emitter(services), emitter(services)))) {
      assertThat(List.of("a", "b", "customer-1", "Zürich", ""))
          .extracting(sharded::shardOf)
          .containsExactly(0, 2, 0, 0, 0);
    }
  }

  private static DurableEmitter emitter(LocalServices services) {
    return DurableEmitterSetup.builder(services.store())
        .endpoint(services.endpoint())
        .plaintext()
        .build();
  }

  @Test
  void pluginAndHost() throws Exception {
    assertThat(lines(PluginAndHost::run))
        .containsExactly("the plugin stored 10", "the plugin delivered 0", "the host delivered 10");
  }

  @Test
  void ownTransport() throws Exception {
    assertThat(lines(OwnTransport::run)).containsExactly("lines in the file: 100");
  }

  @Test
  void ownStore() throws Exception {
    assertThat(lines(OwnStore::run))
        .containsExactly(
            "stored in the file: 20; the ingress is away", "delivered by the next process: 20");
  }

  @Test
  void readingMetrics() throws Exception {
    assertThat(lines(ReadingMetrics::run))
        .contains("emitted 50", "delivered 50", "health UP, ready true")
        .anyMatch(line -> line.matches("durable_emitter\\S*emit\\S* 50"));
  }

  @Test
  void eachEventOnce() throws Exception {
    assertThat(lines(EachEventOnce::run))
        .containsExactly(
            "a consumer crashed between its two commits, after some records: true",
            "another one read more records than events: true",
            "events booked: 100",
            "bookings: 100");
  }

  private static List<String> lines(Example example) throws Exception {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    example.run(new PrintStream(bytes, true, StandardCharsets.UTF_8));
    return bytes.toString(StandardCharsets.UTF_8).lines().toList();
  }
}
