package io.durableemitter.http;

import io.durableemitter.api.BatchingConfig;
import io.durableemitter.api.internal.batch.Batcher;
import io.durableemitter.api.internal.log.LogThrottle;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.metrics.DoubleHistogram;
import io.opentelemetry.api.metrics.LongHistogram;
import io.opentelemetry.api.metrics.Meter;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/**
 * Exports what an HTTP transport does; not any more once closed. What the meter throws goes no
 * further. Safe for concurrent use.
 */
final class HttpMetrics {

  private static final String PREFIX = "durable_emitter.http.";
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

  HttpMetrics(Meter meter, HttpConfig config, LogThrottle throttle) {
    this.meter = meter;
    client = Attributes.of(CLIENT_NAME, config.clientName());
    success = client.toBuilder().put(STATUS, "success").build();
    failure = client.toBuilder().put(STATUS, "failure").build();
    refused =
        throttle
            .log(HttpMetrics.class)
            .warningOf("meter", "the meter threw, what it was given is left out: {}");
    bytes =
        meter
            .histogramBuilder(PREFIX + "request_size_bytes")
            .ofLongs()
            .setUnit("By")
            .setExplicitBucketBoundariesAdvice(BYTES)
            .build();
    latency = meter.histogramBuilder(PREFIX + "request_latency_ms").setUnit("ms").build();
    configuration(config);
  }

  void export(HttpCounters counters, Batcher<Outgoing> queue, InFlight inFlight) {
    counters(counters);
    gauge("queued_events", "{event}", queue::queued);
    gauge("queued_bytes", "By", queue::queuedWeight);
    gauge("in_flight_requests", "{request}", inFlight::size);
  }

  private void counters(HttpCounters counters) {
    closers.add(
        meter
                .counterBuilder(PREFIX + "requests_total")
                .setUnit("{request}")
                .buildWithCallback(
                    out -> {
                      out.record(counters.answers.sum(), success);
                      out.record(counters.failures.sum(), failure);
                    })
            ::close);
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
    counter("splits_total", "{request}", counters.splits);
    counter("bisections_total", "{request}", counters.bisections);
    counter("repeated_requests_total", "{request}", counters.repeated);
  }

  private void counter(String name, String unit, LongAdder count) {
    closers.add(
        meter
                .counterBuilder(PREFIX + name)
                .setUnit(unit)
                .buildWithCallback(out -> out.record(count.sum(), client))
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

  private void configuration(HttpConfig config) {
    BatchingConfig batching = config.batching();
    Attributes settings =
        client.toBuilder()
            .put("content_mode", config.contentMode().name())
            .put("max_batch_size", batching.batchSize())
            .put("max_batch_bytes", batching.batchBytes())
            .put("batch_interval_ms", batching.flushInterval().toMillis())
            .put("max_concurrent_sends", batching.workers())
            .put("message_buffer_size", batching.queueSize())
            .put("message_buffer_bytes", batching.queueBytes())
            .put("max_request_size_bytes", config.maxRequestBytes())
            .put("connect_timeout_ms", config.connectTimeout().toMillis())
            .put("call_timeout_ms", config.callTimeout().toMillis())
            .put("longest_retry_after_ms", config.longestRetryAfter().toMillis())
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

  void answered(long nanos, long size, boolean ok) {
    try {
      bytes.record(size, client);
      latency.record(nanos / 1e6, ok ? success : failure);
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
