package io.durableemitter.chipingress;

import java.time.Duration;

/**
 * Settings of a {@link BatchClient}. Immutable. Names follow the Go package; where a default
 * differs the reason is given.
 *
 * @param maxBatchSize the most events in a call. Default 500 (Go: 10, 50 by its Setup): calls grow
 *     to it only while all concurrent sends are busy, so it costs no latency
 * @param batchInterval how long a batch that is not full waits for more events. Default zero (Go:
 *     100 ms, 50 ms by its Setup): a batch is sent as soon as a call is free
 * @param bufferSize the most events waiting to be sent. Default 10,000 (Go: 200, 10,000 by its
 *     Setup)
 * @param bufferBytes the most bytes waiting to be sent. Default 64 MiB
 * @param maxConcurrentSends the most calls in flight. Default 4 (Go: 1, 4 by its Setup)
 * @param publishTimeout the deadline of a call. Default 5 s
 * @param shutdownTimeout how long {@link BatchClient#close()} may take. Default 30 s (Go: 5 s, 30 s
 *     by its Setup)
 * @param maxRequestBytes the largest request, 1 MiB to 10 MiB. Default 1 MiB (Go: 10 MiB):
 *     grpc-java servers take no more than 4 MiB unless told to
 * @param transactionEnabled whether a batch is accepted as a whole or not at all. Default false:
 *     each event on its own
 * @param strictResults whether an OK without any results counts as no answer. Default false: older
 *     servers answer so when all events are accepted
 * @param callbackThreads threads that run callbacks. Default 1
 * @param clientName tells clients of one process apart in logs and thread names. Default {@code
 *     durable-emitter}
 */
public record BatchClientConfig(
    int maxBatchSize,
    Duration batchInterval,
    int bufferSize,
    long bufferBytes,
    int maxConcurrentSends,
    Duration publishTimeout,
    Duration shutdownTimeout,
    int maxRequestBytes,
    boolean transactionEnabled,
    boolean strictResults,
    int callbackThreads,
    String clientName) {

  /** Of a request, bytes kept free for framing and headers. */
  static final int RESERVED_BYTES = 10 << 10;

  /**
   * The defaults.
   *
   * @return a configuration
   */
  public static BatchClientConfig ofDefaults() {
    return builder().build();
  }

  /**
   * Begins with the defaults.
   *
   * @return a builder
   */
  public static BatchClientConfigBuilder builder() {
    return new BatchClientConfigBuilder();
  }

  /** What events may take of a request. */
  int maxEventBytes() {
    return maxRequestBytes - RESERVED_BYTES;
  }
}
