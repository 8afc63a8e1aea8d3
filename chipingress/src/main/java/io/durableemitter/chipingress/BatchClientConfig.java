package io.durableemitter.chipingress;

import io.durableemitter.api.BatchingConfig;
import io.durableemitter.api.internal.text.ForeignText;
import io.durableemitter.proto.PublishErrorCode;
import java.time.Duration;
import java.util.Set;

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
 * @param maxRequestBytes the largest request, of a single event, 1 MiB to 10 MiB. Default 10 MiB.
 *     What is larger waits in the store and is tried again: another process may be set to send it
 * @param maxBatchBytes the largest request of several events, 64 KiB to maxRequestBytes; 10 KiB of
 *     it are kept for framing and headers. Default 1 MiB (Go: maxRequestBytes, in batches of at
 *     most 50 events): small requests keep memory and time to answer small on both ends
 * @param transactionEnabled whether a request is accepted as a whole or not at all. Default false:
 *     each event on its own
 * @param strictResults whether an OK without any results counts as no answer. Default false: older
 *     servers answer so when all events are accepted
 * @param permanentCodes codes of refusals that will not get better, as the protocol names them: an
 *     event refused with one is refused for good and becomes a dead letter at once, with any other
 *     it is sent again later. A code that has no name yet is {@code PUBLISH_ERROR_CODE_} and its
 *     number. Default validation failed, encode error and domain misconfiguration
 * @param callbackThreads threads that run callbacks, 1 to 64. Default 1
 * @param clientName tells clients of one process apart in metrics and thread names; not blank.
 *     Default {@code durable_emitter}, as in Go
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
    int maxBatchBytes,
    boolean transactionEnabled,
    boolean strictResults,
    Set<String> permanentCodes,
    int callbackThreads,
    String clientName) {

  /** Of a request, bytes kept free for framing and headers. */
  private static final int RESERVED_BYTES = 10 << 10;

  private static final int MIN_BATCH_BYTES = 64 << 10;

  /** Of a code that is none, what is shown. */
  private static final int LONGEST_CODE = 100;

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
    between("maxBatchBytes", maxBatchBytes, MIN_BATCH_BYTES, maxRequestBytes);
    require(
        bufferBytes >= maxRequestBytes,
        "bufferBytes must be at least maxRequestBytes (" + maxRequestBytes + ") but is ",
        bufferBytes);
    permanentCodes = Set.copyOf(permanentCodes);
    permanentCodes.forEach(BatchClientConfig::checkCode);
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
        .maxBatchBytes(10 << 20)
        .transactionEnabled(false)
        .clientName("durable_emitter");
  }

  /**
   * How large an encoded event may be so that it certainly fits a request.
   *
   * @return {@link #maxRequestBytes()} less 10 KiB
   */
  public int maxEventBytes() {
    return maxRequestBytes - RESERVED_BYTES;
  }

  /** What several events may take of a request together. */
  int batchEventBytes() {
    return maxBatchBytes - RESERVED_BYTES;
  }

  /** How one thread makes requests of what waits. */
  BatchingConfig sending() {
    return BatchingConfig.builder()
        .batchSize(maxBatchSize)
        .batchBytes(batchEventBytes())
        .flushInterval(batchInterval)
        .queueSize(bufferSize)
        .queueBytes(bufferBytes)
        .build();
  }

  /** Before the names of threads; all of them are spelled with hyphens. */
  String threadPrefix() {
    return clientName.replace('_', '-');
  }

  private static void checkCode(String code) {
    require(
        PublishResults.isCode(code),
        "permanentCodes must be codes of PublishErrorCode, such as "
            + PublishErrorCode.PUBLISH_ERROR_CODE_VALIDATION_FAILED
            + ", but one is ",
        "'" + ForeignText.oneLine(code, LONGEST_CODE) + "'");
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
