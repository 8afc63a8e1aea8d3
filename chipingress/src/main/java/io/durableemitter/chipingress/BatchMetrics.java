package io.durableemitter.chipingress;

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
import java.util.function.IntSupplier;

/**
 * Exports what a batch client does; not any more once closed. What the meter throws goes no
 * further. Safe for concurrent use.
 */
final class BatchMetrics {

  private static final String PREFIX = "chip_ingress.batch.";
  private static final AttributeKey<String> CLIENT_NAME = AttributeKey.stringKey("client_name");
  private static final AttributeKey<String> STATUS = AttributeKey.stringKey("status");
  private static final String MAX_BATCH_SIZE = "max_batch_size";
  private static final String MAX_REQUEST_BYTES = "max_grpc_request_size_bytes";
  private static final List<Long> MESSAGES =
      List.of(1L, 2L, 3L, 5L, 8L, 13L, 21L, 34L, 55L, 100L, 250L, 500L, 1000L);
  private static final List<Long> BYTES =
      List.of(
          128L,
          256L,
          512L,
          1L << 10,
          4L << 10,
          16L << 10,
          64L << 10,
          256L << 10,
          512L << 10,
          1L << 20,
          2L << 20,
          4L << 20,
          8L << 20,
          10L << 20);

  private final Attributes client;
  private final Attributes success;
  private final Attributes failure;
  private final Attributes mostMessages;
  private final Attributes mostBytes;
  private final Consumer<Throwable> refused;
  private final LongHistogram messages;
  private final LongHistogram bytes;
  private final DoubleHistogram latency;
  private final List<Runnable> closers = new ArrayList<>();

  private BatchMetrics(Meter meter, BatchClientConfig config, LogThrottle throttle) {
    client = Attributes.of(CLIENT_NAME, config.clientName());
    success = client.toBuilder().put(STATUS, "success").build();
    failure = client.toBuilder().put(STATUS, "failure").build();
    mostMessages = client.toBuilder().put(MAX_BATCH_SIZE, config.batching().batchSize()).build();
    mostBytes = client.toBuilder().put(MAX_REQUEST_BYTES, config.maxRequestBytes()).build();
    refused =
        throttle
            .log(BatchMetrics.class)
            .warningOf("meter", "the meter threw, what it was given is left out: {}");
    messages =
        meter
            .histogramBuilder(PREFIX + "request_size_messages")
            .ofLongs()
            .setUnit("{event}")
            .setExplicitBucketBoundariesAdvice(MESSAGES)
            .build();
    bytes =
        meter
            .histogramBuilder(PREFIX + "request_size_bytes")
            .ofLongs()
            .setUnit("By")
            .setExplicitBucketBoundariesAdvice(BYTES)
            .build();
    latency = meter.histogramBuilder(PREFIX + "request_latency_ms").setUnit("ms").build();
  }

  static BatchMetrics register(
      Meter meter,
      BatchClientConfig config,
      BatchCounters counters,
      IntSupplier limit,
      LogThrottle throttle) {
    BatchMetrics metrics = new BatchMetrics(meter, config, throttle);
    metrics.counters(meter, counters);
    metrics.limit(meter, limit);
    metrics.configuration(meter, config);
    return metrics;
  }

  private void counters(Meter meter, BatchCounters counters) {
    closers.add(
        meter
                .counterBuilder(PREFIX + "send_requests_total")
                .setUnit("{request}")
                .buildWithCallback(
                    out -> {
                      out.record(counters.answers.sum(), success);
                      out.record(counters.failures.sum(), failure);
                    })
            ::close);
    counter(meter, "batch_splits_total", "{split}", counters.splits);
    counter(meter, "batch_bisections_total", "{request}", counters.bisections);
    counter(meter, "results_mismatch_total", "{mismatch}", counters.mismatches);
  }

  private void counter(Meter meter, String name, String unit, LongAdder count) {
    closers.add(
        meter
                .counterBuilder(PREFIX + name)
                .setUnit(unit)
                .buildWithCallback(out -> out.record(count.sum(), client))
            ::close);
  }

  private void limit(Meter meter, IntSupplier limit) {
    closers.add(
        meter
                .gaugeBuilder(PREFIX + "concurrency_limit")
                .ofLongs()
                .setUnit("{request}")
                .buildWithCallback(out -> out.record(limit.getAsInt(), client))
            ::close);
  }

  private void configuration(Meter meter, BatchClientConfig config) {
    Attributes settings =
        client.toBuilder()
            .put(MAX_BATCH_SIZE, config.batching().batchSize())
            .put("message_buffer_size", config.batching().queueSize())
            .put("max_concurrent_sends", config.batching().workers())
            .put("batch_interval_ms", config.batching().flushInterval().toMillis())
            .put("max_publish_timeout_ms", config.publishTimeout().toMillis())
            .put("shutdown_timeout_ms", config.shutdownTimeout().toMillis())
            // in the reference: what is queued is not the caller's object
            .put("clone_event", true)
            .put("transaction_enabled", config.transactionEnabled())
            .put(MAX_REQUEST_BYTES, config.maxRequestBytes())
            .put("max_batch_bytes", config.batching().batchBytes())
            .put("message_buffer_bytes", config.batching().queueBytes())
            .put("strict_results", config.strictResults())
            .build();
    closers.add(
        meter
                .gaugeBuilder(PREFIX + "config.info")
                .ofLongs()
                .setUnit("{info}")
                .buildWithCallback(out -> out.record(1, settings))
            ::close);
  }

  void request(int events, int size) {
    try {
      messages.record(events, mostMessages);
      bytes.record(size, mostBytes);
    } catch (Throwable thrown) {
      refused.accept(thrown);
    }
  }

  void answered(long nanos, boolean ok) {
    try {
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
