package io.durableemitter.chipingress;

import io.durableemitter.api.internal.log.LogThrottle;
import io.durableemitter.traces.internal.metrics.InstrumentSet;
import io.durableemitter.traces.internal.metrics.Latency;
import io.durableemitter.traces.internal.metrics.Sizes;
import io.durableemitter.traces.internal.metrics.TransportInstruments;
import io.opentelemetry.api.metrics.Meter;
import java.util.List;
import java.util.function.IntSupplier;

/** Exports what a batch client does; not any more once closed. Safe for concurrent use. */
final class BatchMetrics {

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

  private final TransportInstruments instruments;
  private final Sizes messages;
  private final Sizes bytes;
  private final Latency latency;

  private BatchMetrics(Meter meter, BatchClientConfig config, LogThrottle throttle) {
    instruments =
        new TransportInstruments(
            new InstrumentSet(
                meter,
                "chip_ingress.batch.",
                InstrumentSet.refusedTo(throttle.log(BatchMetrics.class))),
            config.clientName());
    messages =
        instruments.sizes(
            "request_size_messages",
            "{event}",
            MESSAGES,
            instruments.client().put(MAX_BATCH_SIZE, config.batching().batchSize()).build());
    bytes =
        instruments.sizes(
            "request_size_bytes",
            "By",
            BYTES,
            instruments.client().put(MAX_REQUEST_BYTES, config.maxRequestBytes()).build());
    latency = instruments.latency("request_latency_ms");
  }

  static BatchMetrics register(
      Meter meter,
      BatchClientConfig config,
      BatchCounters counters,
      IntSupplier limit,
      LogThrottle throttle) {
    BatchMetrics metrics = new BatchMetrics(meter, config, throttle);
    metrics.export(counters, limit);
    metrics.configuration(config);
    return metrics;
  }

  private void export(BatchCounters counters, IntSupplier limit) {
    instruments.calls("send_requests_total", counters.answers, counters.failures);
    instruments.counter("batch_splits_total", "{split}", counters.splits);
    instruments.counter("batch_bisections_total", "{request}", counters.bisections);
    instruments.counter("results_mismatch_total", "{mismatch}", counters.mismatches);
    instruments.gauge("concurrency_limit", "{request}", limit::getAsInt);
  }

  private void configuration(BatchClientConfig config) {
    instruments.configuration(
        settings ->
            settings
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
                .put("strict_results", config.strictResults()));
  }

  void request(int events, int size) {
    messages.record(events);
    bytes.record(size);
  }

  void answered(long nanos, boolean ok) {
    latency.record(nanos, ok);
  }

  /** Takes the instruments away. */
  void close() {
    instruments.close();
  }
}
