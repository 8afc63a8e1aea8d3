package io.durableemitter.chipingress;

import java.time.Duration;

/**
 * Settings of a {@link BatchClient}. Immutable. Names follow the Go package; where a default
 * differs the reason is given.
 *
 * @param maxBatchSize the most events in a request, 1 to 100,000. Default 500 (Go: 10, 50 by its
 *     Setup): requests grow to it only while all concurrent sends are busy, so it costs no latency
 * @param batchInterval how long a batch that is not full waits for more events, up to a day.
 *     Default zero (Go: 100 ms, 50 ms by its Setup): a batch is sent as soon as a send is free
 * @param bufferSize the most events waiting to be sent, 1 to 10,000,000. Default 10,000 (Go: 200,
 *     10,000 by its Setup): a burst should not take the slow way through the store
 * @param bufferBytes the most bytes waiting to be sent, at least maxRequestBytes. Default 64 MiB
 *     (Go: no such bound): 10,000 large events must not take the heap
 * @param maxConcurrentSends the most requests in flight, 1 to 1,000; fewer are used while the
 *     server is slow or overloaded. Default 4 (Go: 1, 4 by its Setup): a slow answer should not
 *     hold up everything
 * @param publishTimeout the deadline of a call, up to a day. Default 5 s
 * @param shutdownTimeout how long {@link BatchClient#close()} may wait, zero to a day. Default 30 s
 *     (Go: 5 s, 30 s by its Setup): time for several calls that take their whole deadline
 * @param maxRequestBytes the largest request, 1 MiB to 10 MiB; 10 KiB of it are kept for framing
 *     and headers. Default 1 MiB (Go: 10 MiB): grpc-java servers take no more than 4 MiB unless
 *     told to
 * @param transactionEnabled whether a request is accepted as a whole or not at all. Default false:
 *     each event on its own
 * @param strictResults whether an OK without any results counts as no answer. Default false: older
 *     servers answer so when all events are accepted
 * @param callbackThreads threads that run callbacks, 1 to 64. Default 1
 * @param clientName tells clients of one process apart in thread names; not blank. Default {@code
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
  private static final int RESERVED_BYTES = 10 << 10;

  private static final Duration DAY = Duration.ofDays(1);

  /**
   * Checks the settings.
   *
   * @throws IllegalArgumentException if a setting is out of range; the message names it
   */
  public BatchClientConfig {
    between("maxBatchSize", maxBatchSize, 1, 100_000);
    between("batchInterval", batchInterval, Duration.ZERO, DAY);
    between("bufferSize", bufferSize, 1, 10_000_000);
    between("maxConcurrentSends", maxConcurrentSends, 1, 1_000);
    between("publishTimeout", publishTimeout, Duration.ofMillis(1), DAY);
    between("shutdownTimeout", shutdownTimeout, Duration.ZERO, DAY);
    between(
        "maxRequestBytes",
        maxRequestBytes,
        ChipIngressClient.MIN_REQUEST_BYTES,
        ChipIngressClient.MAX_REQUEST_BYTES);
    require(
        bufferBytes >= maxRequestBytes,
        "bufferBytes must be at least maxRequestBytes (" + maxRequestBytes + ") but is ",
        bufferBytes);
    between("callbackThreads", callbackThreads, 1, 64);
    require(!clientName.isBlank(), "clientName must not be blank but is ", "'" + clientName + "'");
  }

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

  /**
   * Begins with what the Go package's Setup gives its batch client instead of this package's
   * defaults, for those who move from there and want to change one thing at a time. Settings that
   * it lacks begin as in {@link #builder()}.
   *
   * @return a builder
   */
  public static BatchClientConfigBuilder goDefaults() {
    return builder()
        .maxBatchSize(50)
        .batchInterval(Duration.ofMillis(50))
        .bufferSize(10_000)
        .maxConcurrentSends(4)
        .publishTimeout(Duration.ofSeconds(5))
        .shutdownTimeout(Duration.ofSeconds(30))
        .maxRequestBytes(10 << 20)
        .transactionEnabled(false)
        .clientName("durable_emitter");
  }

  /**
   * What events may take of a request.
   *
   * @return {@link #maxRequestBytes()} less what is kept for framing
   */
  public int maxEventBytes() {
    return maxRequestBytes - RESERVED_BYTES;
  }

  private static <T extends Comparable<T>> void between(String name, T value, T min, T max) {
    require(
        value.compareTo(min) >= 0 && value.compareTo(max) <= 0,
        name + " must be " + min + " to " + max + " but is ",
        value);
  }

  private static void between(String name, long value, long min, long max) {
    between(name, Long.valueOf(value), Long.valueOf(min), Long.valueOf(max));
  }

  private static void require(boolean holds, String rule, Object value) {
    if (!holds) {
      throw new IllegalArgumentException(rule + value);
    }
  }
}
