package io.durableemitter.spring;

import io.durableemitter.chipingress.BatchClientConfig;
import java.time.Duration;
import java.util.Set;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * How events are sent. Not used if the application has a transport of its own.
 *
 * @param fallback Tries each event whose first batch failed once more, alone and over a connection
 *     of its own, before it is retransmitted.
 * @param publishTimeout Deadline of a call.
 * @param shutdownTimeout How long the end of the transport may take.
 * @param maxRequestBytes Largest request, which only a single event may take.
 * @param transactionEnabled All or none of a request, instead of each event on its own.
 * @param strictResults An OK without results counts as no answer.
 * @param permanentCodes Codes of refusals that will not get better.
 * @param callbackThreads Threads that run callbacks.
 * @param clientName Tells clients of one process apart in metrics and thread names.
 * @param batching How many events share a request, and how many wait for one.
 */
record TransportProperties(
    @DefaultValue("false") boolean fallback,
    @DefaultValue("5s") Duration publishTimeout,
    @DefaultValue("30s") Duration shutdownTimeout,
    @DefaultValue("10MB") DataSize maxRequestBytes,
    @DefaultValue("false") boolean transactionEnabled,
    @DefaultValue("false") boolean strictResults,
    @DefaultValue({
          "PUBLISH_ERROR_CODE_DOMAIN_MISCONFIGURATION",
          "PUBLISH_ERROR_CODE_ENCODE_ERROR",
          "PUBLISH_ERROR_CODE_VALIDATION_FAILED"
        })
        Set<String> permanentCodes,
    @DefaultValue("1") int callbackThreads,
    @DefaultValue("durable_emitter") String clientName,
    @DefaultValue Batching batching) {

  /**
   * How many events share a request.
   *
   * @param batchSize Events per request.
   * @param batchBytes Largest request of several events.
   * @param flushInterval How long a request that is not full waits for more events.
   * @param workers The most requests in flight.
   * @param queueSize Events waiting to be sent.
   * @param queueBytes Bytes waiting to be sent.
   */
  record Batching(
      @DefaultValue("500") int batchSize,
      @DefaultValue("1MB") DataSize batchBytes,
      @DefaultValue("0s") Duration flushInterval,
      @DefaultValue("4") int workers,
      @DefaultValue("10000") int queueSize,
      @DefaultValue("64MB") DataSize queueBytes) {}

  BatchClientConfig toConfig() {
    return BatchClientConfig.builder()
        .publishTimeout(publishTimeout)
        .shutdownTimeout(shutdownTimeout)
        .maxRequestBytes(Sizes.asInt("maxRequestBytes", maxRequestBytes))
        .transactionEnabled(transactionEnabled)
        .strictResults(strictResults)
        .permanentCodes(permanentCodes)
        .callbackThreads(callbackThreads)
        .clientName(clientName)
        .batching(
            builder ->
                builder
                    .batchSize(batching.batchSize)
                    .batchBytes(batching.batchBytes.toBytes())
                    .flushInterval(batching.flushInterval)
                    .workers(batching.workers)
                    .queueSize(batching.queueSize)
                    .queueBytes(batching.queueBytes.toBytes()))
        .build();
  }
}
