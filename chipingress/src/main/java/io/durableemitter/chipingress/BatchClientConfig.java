package io.durableemitter.chipingress;

import static io.durableemitter.api.internal.config.Ranges.between;
import static io.durableemitter.chipingress.ChipIngressClient.MAX_REQUEST_BYTES;
import static io.durableemitter.chipingress.ChipIngressClient.MIN_REQUEST_BYTES;

import io.durableemitter.api.BatchingConfig;
import io.durableemitter.api.internal.config.Ranges;
import io.durableemitter.api.internal.text.ForeignText;
import io.durableemitter.proto.PublishErrorCode;
import java.time.Duration;
import java.util.Set;
import java.util.function.UnaryOperator;

/**
 * Settings of a {@link BatchClient}. Immutable; the docs of each setting are at {@link Builder}.
 * Where a default differs from the Go package's, the reason is given.
 */
public final class BatchClientConfig {

  /** Of a request, bytes kept free for framing and headers. */
  private static final int RESERVED_BYTES = 10 << 10;

  private static final Duration DAY = Duration.ofDays(1);

  private final BatchingConfig batching;
  private final Duration publishTimeout;
  private final Duration shutdownTimeout;
  private final int maxRequestBytes;
  private final boolean transactionEnabled;
  private final boolean strictResults;
  private final Set<String> permanentCodes;
  private final int callbackThreads;
  private final String clientName;

  private BatchClientConfig(Builder builder) {
    batching = builder.batching;
    publishTimeout = builder.publishTimeout;
    shutdownTimeout = builder.shutdownTimeout;
    maxRequestBytes = builder.maxRequestBytes;
    transactionEnabled = builder.transactionEnabled;
    strictResults = builder.strictResults;
    permanentCodes = Set.copyOf(builder.permanentCodes);
    callbackThreads = builder.callbackThreads;
    clientName = builder.clientName;
    between("publishTimeout", publishTimeout, Duration.ofMillis(1), DAY);
    between("shutdownTimeout", shutdownTimeout, Duration.ZERO, DAY);
    between("maxRequestBytes", maxRequestBytes, MIN_REQUEST_BYTES, MAX_REQUEST_BYTES);
    between("batching.batchSize", batching.batchSize(), 1, 100_000);
    between("batching.batchBytes", batching.batchBytes(), 64 << 10, maxRequestBytes);
    between("batching.flushInterval", batching.flushInterval(), Duration.ZERO, DAY);
    between("batching.workers", batching.workers(), 1, 1_000);
    between("batching.queueSize", batching.queueSize(), 1, 10_000_000);
    Ranges.atLeast(
        "batching.queueBytes", batching.queueBytes(), "maxRequestBytes", (long) maxRequestBytes);
    permanentCodes.forEach(BatchClientConfig::checkCode);
    between("callbackThreads", callbackThreads, 1, 64);
    Ranges.require(
        !clientName.isBlank(), "clientName", " must not be blank but is ", "'" + clientName + "'");
  }

  private static void checkCode(String code) {
    Ranges.require(
        PublishResults.isCode(code),
        "permanentCodes",
        " must be codes of PublishErrorCode, such as "
            + PublishErrorCode.PUBLISH_ERROR_CODE_VALIDATION_FAILED
            + ", but one is ",
        "'" + ForeignText.oneLine(code, 100) + "'");
  }

  /** The defaults. */
  public static BatchClientConfig ofDefaults() {
    return builder().build();
  }

  /** Begins with the defaults. */
  public static Builder builder() {
    return new Builder();
  }

  /**
   * Begins with what the Go package's Setup gives its batch client, for those who move from there;
   * settings that it lacks begin as in {@link #builder()}.
   */
  public static Builder goDefaults() {
    return builder()
        .batching(
            batching ->
                batching
                    .batchSize(50)
                    .batchBytes(10 << 20)
                    .flushInterval(Duration.ofMillis(50))
                    .workers(4)
                    .queueSize(10_000))
        .publishTimeout(Duration.ofSeconds(5))
        .shutdownTimeout(Duration.ofSeconds(30))
        .maxRequestBytes(10 << 20)
        .transactionEnabled(false)
        .clientName("durable_emitter");
  }

  /** Begins with these settings. */
  public Builder toBuilder() {
    return builder()
        .batching(batching)
        .publishTimeout(publishTimeout)
        .shutdownTimeout(shutdownTimeout)
        .maxRequestBytes(maxRequestBytes)
        .transactionEnabled(transactionEnabled)
        .strictResults(strictResults)
        .permanentCodes(permanentCodes)
        .callbackThreads(callbackThreads)
        .clientName(clientName);
  }

  /** How many events share a request, and how many wait for one. */
  public BatchingConfig batching() {
    return batching;
  }

  /** The deadline of a call. */
  public Duration publishTimeout() {
    return publishTimeout;
  }

  /** How long {@link BatchClient#close()} may take. */
  public Duration shutdownTimeout() {
    return shutdownTimeout;
  }

  /** The largest request, of a single event. */
  public int maxRequestBytes() {
    return maxRequestBytes;
  }

  /** Whether a request is accepted as a whole or not at all. */
  public boolean transactionEnabled() {
    return transactionEnabled;
  }

  /** Whether an OK without any results counts as no answer. */
  public boolean strictResults() {
    return strictResults;
  }

  /** Codes of refusals that will not get better. */
  public Set<String> permanentCodes() {
    return permanentCodes;
  }

  /** Threads that run callbacks. */
  public int callbackThreads() {
    return callbackThreads;
  }

  /** What tells clients of one process apart. */
  public String clientName() {
    return clientName;
  }

  /** How large an encoded event may be so that it certainly fits a request: 10 KiB less. */
  public int maxEventBytes() {
    return maxRequestBytes - RESERVED_BYTES;
  }

  /** What several events may take of a request together. */
  int batchEventBytes() {
    return (int) batching.batchBytes() - RESERVED_BYTES;
  }

  /** How one thread makes requests of what waits. */
  BatchingConfig sending() {
    return batching.toBuilder().workers(1).batchBytes(batchEventBytes()).build();
  }

  /** Before the names of threads; all of them are spelled with hyphens. */
  String threadPrefix() {
    return clientName.replace('_', '-');
  }

  /** Builds a {@link BatchClientConfig}. Not safe for concurrent use. */
  public static final class Builder {

    private BatchingConfig batching =
        BatchingConfig.builder().batchBytes(1 << 20).workers(4).queueBytes(64L << 20).build();
    private Duration publishTimeout = Duration.ofSeconds(5);
    private Duration shutdownTimeout = Duration.ofSeconds(30);
    private int maxRequestBytes = MAX_REQUEST_BYTES;
    private boolean transactionEnabled = false;
    private boolean strictResults = false;
    private Set<String> permanentCodes =
        Set.of(
            PublishErrorCode.PUBLISH_ERROR_CODE_VALIDATION_FAILED.name(),
            PublishErrorCode.PUBLISH_ERROR_CODE_ENCODE_ERROR.name(),
            PublishErrorCode.PUBLISH_ERROR_CODE_DOMAIN_MISCONFIGURATION.name());
    private int callbackThreads = 1;
    private String clientName = "durable_emitter";

    private Builder() {}

    /**
     * How many events share a request, and how many wait for one. Default: 500 events (Go: 10, 50
     * by its Setup) and 1 MiB in a request (Go: {@code maxRequestBytes}), which keeps memory and
     * the time to answer small on both ends; 4 requests in flight (Go: 1, 4 by its Setup), fewer
     * while the server is slow or overloaded; no flush interval (Go: 100 ms, 50 ms by its Setup),
     * so a request grows only while all others are in flight; 10,000 events (Go: 200, 10,000 by its
     * Setup) and 64 MiB waiting.
     *
     * <p>Ranges: {@code batchSize} to 100,000, {@code batchBytes} 64 KiB to {@code
     * maxRequestBytes}, of which 10 KiB are kept for framing and headers, {@code flushInterval} to
     * a day, {@code workers} to 1,000, {@code queueSize} to 10,000,000, {@code queueBytes} from
     * {@code maxRequestBytes} on.
     */
    public Builder batching(BatchingConfig value) {
      batching = value;
      return this;
    }

    /** Changes single settings of it. */
    public Builder batching(UnaryOperator<BatchingConfig.Builder> change) {
      return batching(change.apply(batching.toBuilder()).build());
    }

    /** The deadline of a call, 1 ms to a day. Default 5 s. */
    public Builder publishTimeout(Duration value) {
      publishTimeout = value;
      return this;
    }

    /**
     * How long {@link BatchClient#close()} may take, zero to a day. Default 30 s (Go: 5 s, 30 s by
     * its Setup): time for several calls that take their whole deadline.
     */
    public Builder shutdownTimeout(Duration value) {
      shutdownTimeout = value;
      return this;
    }

    /**
     * The largest request, of a single event, 1 MiB to 10 MiB. Default 10 MiB. What is larger waits
     * in the store and is tried again: another process may be set to send it.
     */
    public Builder maxRequestBytes(int value) {
      maxRequestBytes = value;
      return this;
    }

    /** Whether a request is accepted as a whole or not at all. Default false. */
    public Builder transactionEnabled(boolean value) {
      transactionEnabled = value;
      return this;
    }

    /**
     * Whether an OK without any results counts as no answer. Default false: older servers answer so
     * when all events are accepted.
     */
    public Builder strictResults(boolean value) {
      strictResults = value;
      return this;
    }

    /**
     * Codes of refusals that will not get better, as the protocol names them: an event refused with
     * one becomes a dead letter at once, with any other it is sent again later. A code that has no
     * name yet is {@code PUBLISH_ERROR_CODE_} and its number. May be empty. Default validation
     * failed, encode error and domain misconfiguration.
     */
    public Builder permanentCodes(Set<String> value) {
      permanentCodes = Set.copyOf(value);
      return this;
    }

    /** Threads that run callbacks, 1 to 64. Default 1. */
    public Builder callbackThreads(int value) {
      callbackThreads = value;
      return this;
    }

    /**
     * Tells clients of one process apart in metrics and thread names; not blank. Default {@code
     * durable_emitter}, as in Go.
     */
    public Builder clientName(String value) {
      clientName = value;
      return this;
    }

    /** Checks the settings: an {@link IllegalArgumentException} names the one that is wrong. */
    public BatchClientConfig build() {
      return new BatchClientConfig(this);
    }
  }
}
