package io.durableemitter.kafka;

import io.durableemitter.api.internal.batch.Batcher;
import io.durableemitter.api.internal.log.LogThrottle;
import io.durableemitter.traces.internal.metrics.InstrumentSet;
import io.durableemitter.traces.internal.metrics.Latency;
import io.durableemitter.traces.internal.metrics.Sizes;
import io.durableemitter.traces.internal.metrics.TransportInstruments;
import io.opentelemetry.api.metrics.Meter;
import java.util.List;

/** Exports what a Kafka transport does; not any more once closed. Safe for concurrent use. */
final class KafkaMetrics {

  private static final List<Long> BYTES =
      List.of(
          128L,
          512L,
          1L << 10,
          4L << 10,
          16L << 10,
          64L << 10,
          256L << 10,
          1L << 20,
          4L << 20,
          10L << 20);

  private final TransportInstruments instruments;
  private final Sizes bytes;
  private final Latency latency;

  KafkaMetrics(Meter meter, KafkaConfig config, LogThrottle throttle) {
    instruments =
        new TransportInstruments(
            new InstrumentSet(
                meter,
                "durable_emitter.kafka.",
                InstrumentSet.refusedTo(throttle.log(KafkaMetrics.class))),
            config.clientName());
    bytes = instruments.sizes("event_size_bytes", "By", BYTES);
    latency = instruments.latency("event_latency_ms");
    configuration(config);
  }

  private void configuration(KafkaConfig config) {
    BufferConfig buffer = config.buffer();
    instruments.configuration(
        settings ->
            settings
                .put("content_mode", config.contentMode().name())
                .put("message_buffer_size", buffer.queueSize())
                .put("message_buffer_bytes", buffer.queueBytes())
                .put("max_in_flight", buffer.maxInFlight())
                .put("max_in_flight_bytes", buffer.maxInFlightBytes())
                .put("linger_ms", buffer.linger().toMillis())
                .put("max_batch_bytes", buffer.batchBytes())
                .put("max_request_size_bytes", config.maxRequestBytes())
                .put("delivery_timeout_ms", config.deliveryTimeout().toMillis())
                .put("topic_timeout_ms", config.topicTimeout().toMillis())
                .put("shutdown_timeout_ms", config.shutdownTimeout().toMillis()));
  }

  void export(
      KafkaCounters counters, Batcher<Outgoing> queue, InFlight inFlight, WaitingTopics topics) {
    instruments.events(counters.delivered, counters.rejected, counters.failed);
    instruments.counter("producers_replaced_total", "{producer}", counters.producersReplaced);
    instruments.gauge("queued_events", "{event}", queue::queued);
    instruments.gauge("queued_bytes", "By", queue::queuedWeight);
    instruments.gauge("in_flight_events", "{event}", inFlight::size);
    instruments.gauge("in_flight_bytes", "By", inFlight::bytes);
    instruments.gauge("waiting_topics", "{topic}", topics::size);
  }

  void answered(long nanos, long size, boolean delivered) {
    bytes.record(size);
    latency.record(nanos, delivered);
  }

  /** Takes the instruments away. */
  void close() {
    instruments.close();
  }
}
