package io.durableemitter.http;

import io.durableemitter.api.BatchingConfig;
import io.durableemitter.api.internal.batch.Batcher;
import io.durableemitter.api.internal.log.LogThrottle;
import io.durableemitter.traces.internal.metrics.InstrumentSet;
import io.durableemitter.traces.internal.metrics.Latency;
import io.durableemitter.traces.internal.metrics.Sizes;
import io.durableemitter.traces.internal.metrics.TransportInstruments;
import io.opentelemetry.api.metrics.Meter;
import java.util.List;

/** Exports what an HTTP transport does; not any more once closed. Safe for concurrent use. */
final class HttpMetrics {

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

  HttpMetrics(Meter meter, HttpConfig config, LogThrottle throttle) {
    instruments =
        new TransportInstruments(
            new InstrumentSet(
                meter,
                "durable_emitter.http.",
                InstrumentSet.refusedTo(throttle.log(HttpMetrics.class))),
            config.clientName());
    bytes = instruments.sizes("request_size_bytes", "By", BYTES);
    latency = instruments.latency("request_latency_ms");
    configuration(config);
  }

  private void configuration(HttpConfig config) {
    BatchingConfig batching = config.batching();
    instruments.configuration(
        settings ->
            settings
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
                .put("shutdown_timeout_ms", config.shutdownTimeout().toMillis()));
  }

  void export(HttpCounters counters, Batcher<Outgoing> queue, InFlight inFlight) {
    instruments.calls("requests_total", counters.answers, counters.failures);
    instruments.events(counters.delivered, counters.rejected, counters.failed);
    instruments.counter("splits_total", "{request}", counters.splits);
    instruments.counter("bisections_total", "{request}", counters.bisections);
    instruments.counter("repeated_requests_total", "{request}", counters.repeated);
    instruments.gauge("queued_events", "{event}", queue::queued);
    instruments.gauge("queued_bytes", "By", queue::queuedWeight);
    instruments.gauge("in_flight_requests", "{request}", inFlight::size);
  }

  void answered(long nanos, long size, boolean ok) {
    bytes.record(size);
    latency.record(nanos, ok);
  }

  /** Takes the instruments away. */
  void close() {
    instruments.close();
  }
}
