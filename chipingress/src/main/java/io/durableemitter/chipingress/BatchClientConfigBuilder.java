package io.durableemitter.chipingress;

import io.durableemitter.proto.PublishErrorCode;
import java.time.Duration;
import java.util.Set;

/**
 * Builds a {@link BatchClientConfig}, whose documentation says what each setting does and what its
 * default is. Not safe for concurrent use.
 */
public final class BatchClientConfigBuilder {

  private int maxBatchSize = 500;
  private Duration batchInterval = Duration.ZERO;
  private int bufferSize = 10_000;
  private long bufferBytes = 64L << 20;
  private int maxConcurrentSends = 4;
  private Duration publishTimeout = Duration.ofSeconds(5);
  private Duration shutdownTimeout = Duration.ofSeconds(30);
  private int maxRequestBytes = ChipIngressClient.MAX_REQUEST_BYTES;
  private int maxBatchBytes = 1 << 20;
  private boolean transactionEnabled = false;
  private boolean strictResults = false;
  private Set<String> permanentCodes =
      Set.of(
          PublishErrorCode.PUBLISH_ERROR_CODE_VALIDATION_FAILED.name(),
          PublishErrorCode.PUBLISH_ERROR_CODE_ENCODE_ERROR.name(),
          PublishErrorCode.PUBLISH_ERROR_CODE_DOMAIN_MISCONFIGURATION.name());
  private int callbackThreads = 1;
  private String clientName = "durable_emitter";

  BatchClientConfigBuilder() {}

  /** Sets the most events in a call. */
  public BatchClientConfigBuilder maxBatchSize(int value) {
    maxBatchSize = value;
    return this;
  }

  /** Sets how long a batch that is not full waits for more events. */
  public BatchClientConfigBuilder batchInterval(Duration value) {
    batchInterval = value;
    return this;
  }

  /** Sets the most events waiting to be sent. */
  public BatchClientConfigBuilder bufferSize(int value) {
    bufferSize = value;
    return this;
  }

  /** Sets the most bytes waiting to be sent. */
  public BatchClientConfigBuilder bufferBytes(long value) {
    bufferBytes = value;
    return this;
  }

  /** Sets the most calls in flight; fewer are used while the server is slow or overloaded. */
  public BatchClientConfigBuilder maxConcurrentSends(int value) {
    maxConcurrentSends = value;
    return this;
  }

  /** Sets the deadline of a call. */
  public BatchClientConfigBuilder publishTimeout(Duration value) {
    publishTimeout = value;
    return this;
  }

  /** Sets how long {@link BatchClient#close()} may take. */
  public BatchClientConfigBuilder shutdownTimeout(Duration value) {
    shutdownTimeout = value;
    return this;
  }

  /** Sets the largest request, of a single event, 1 MiB to 10 MiB. */
  public BatchClientConfigBuilder maxRequestBytes(int value) {
    maxRequestBytes = value;
    return this;
  }

  /** Sets the largest request of several events, 64 KiB to maxRequestBytes. */
  public BatchClientConfigBuilder maxBatchBytes(int value) {
    maxBatchBytes = value;
    return this;
  }

  /** Sets whether a batch is accepted as a whole or not at all. */
  public BatchClientConfigBuilder transactionEnabled(boolean value) {
    transactionEnabled = value;
    return this;
  }

  /** Sets whether an OK without any results counts as no answer. */
  public BatchClientConfigBuilder strictResults(boolean value) {
    strictResults = value;
    return this;
  }

  /**
   * Sets the codes of refusals that will not get better, instead of the default ones: an event
   * refused with one becomes a dead letter at once.
   *
   * @param codes names of {@code PublishErrorCode}; may be empty
   */
  public BatchClientConfigBuilder permanentCodes(Set<String> codes) {
    permanentCodes = Set.copyOf(codes);
    return this;
  }

  /** Sets how many threads run callbacks. */
  public BatchClientConfigBuilder callbackThreads(int value) {
    callbackThreads = value;
    return this;
  }

  /** Sets the name that tells clients of one process apart. */
  public BatchClientConfigBuilder clientName(String value) {
    clientName = value;
    return this;
  }

  /**
   * Checks the settings and makes the configuration.
   *
   * @return the configuration
   * @throws IllegalArgumentException if a setting is out of range; the message names it
   */
  public BatchClientConfig build() {
    return new BatchClientConfig(
        maxBatchSize,
        batchInterval,
        bufferSize,
        bufferBytes,
        maxConcurrentSends,
        publishTimeout,
        shutdownTimeout,
        maxRequestBytes,
        maxBatchBytes,
        transactionEnabled,
        strictResults,
        permanentCodes,
        callbackThreads,
        clientName);
  }
}
