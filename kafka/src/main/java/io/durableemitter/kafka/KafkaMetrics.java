package io.durableemitter.kafka;

import io.durableemitter.api.internal.batch.Batcher;
import io.durableemitter.api.internal.log.LogThrottle;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.metrics.DoubleHistogram;
import io.opentelemetry.api.metrics.LongHistogram;
import io.opentelemetry.api.metrics.Meter;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/**
 * Exports what a Kafka transport does; not any more once closed. What the meter throws goes no
 * further. Safe for concurrent use.
 */
final class KafkaMetrics {

  private static final String PREFIX = "durable_emitter.kafka.";
  private static final AttributeKey<String> CLIENT_NAME = AttributeKey.stringKey("client_name");
  private static final AttributeKey<String> STATUS = AttributeKey.stringKey("status");
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

  private final Meter meter;
  private final Attributes client;
  private final Attributes success;
  private final Attributes failure;
  private final Consumer<Throwable> refused;
  private final LongHistogram bytes;
  private final DoubleHistogram latency;
  private final List<Runnable> closers = new ArrayList<>();

  KafkaMetrics(Meter meter, KafkaConfig config, LogThrottle throttle) {
    this.meter = meter;
    client = Attributes.of(CLIENT_NAME, config.clientName());
    success = client.toBuilder().put(STATUS, "success").build();
    failure = client.toBuilder().put(STATUS, "failure").build();
    refused =
        throttle
            .log(KafkaMetrics.class)
            .warningOf("meter", "the meter threw, what it was given is left out: {}");
    bytes =
        meter
            .histogramBuilder(PREFIX + "event_size_bytes")
            .ofLongs()
            .setUnit("By")
            .setExplicitBucketBoundariesAdvice(BYTES)
            .build();
    latency = meter.histogramBuilder(PREFIX + "event_latency_ms").setUnit("ms").build();
    configuration(config);
  }

  void export(
      KafkaCounters counters, Batcher<Outgoing> queue, InFlight inFlight, WaitingTopics topics) {
    counters(counters);
    gauge("queued_events", "{event}", queue::queued);
    gauge("queued_bytes", "By", queue::queuedWeight);
    gauge("in_flight_events", "{event}", inFlight::size);
    gauge("in_flight_bytes", "By", inFlight::bytes);
    gauge("waiting_topics", "{topic}", topics::size);
  }

  private void counters(KafkaCounters counters) {
    closers.add(
        meter
                .counterBuilder(PREFIX + "events_total")
                .setUnit("{event}")
                .buildWithCallback(
                    out -> {
                      out.record(counters.delivered.sum(), status("delivered"));
                      out.record(counters.rejected.sum(), status("rejected"));
                      out.record(counters.failed.sum(), status("failed"));
                    })
            ::close);
    closers.add(
        meter
                .counterBuilder(PREFIX + "producers_replaced_total")
                .setUnit("{producer}")
                .buildWithCallback(out -> out.record(counters.producersReplaced.sum(), client))
            ::close);
  }

  private Attributes status(String value) {
    return client.toBuilder().put(STATUS, value).build();
  }

  private void gauge(String name, String unit, LongSupplier value) {
    closers.add(
        meter
                .gaugeBuilder(PREFIX + name)
                .ofLongs()
                .setUnit(unit)
                .buildWithCallback(out -> out.record(value.getAsLong(), client))
            ::close);
  }

  private void configuration(KafkaConfig config) {
    BufferConfig buffer = config.buffer();
    Attributes settings =
        client.toBuilder()
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
            .put("shutdown_timeout_ms", config.shutdownTimeout().toMillis())
            .build();
    closers.add(
        meter
                .gaugeBuilder(PREFIX + "config.info")
                .ofLongs()
                .setUnit("{info}")
                .buildWithCallback(out -> out.record(1, settings))
            ::close);
  }

  void answered(long nanos, long size, boolean delivered) {
    try {
      bytes.record(size, client);
      latency.record(nanos / 1e6, delivered ? success : failure);
    } catch (Throwable thrown) {
      refused.accept(thrown);
    }
  }

  /** Takes the instruments away. */
  void close() {
    for (Runnable closer : closers) {
      try {
        closer.run();
      } catch (Throwable thrown) {
        refused.accept(thrown);
      }
    }
  }
}
