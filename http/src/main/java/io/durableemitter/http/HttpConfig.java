package io.durableemitter.http;

import static io.durableemitter.api.internal.config.Ranges.between;

import io.durableemitter.api.BatchingConfig;
import io.durableemitter.api.internal.config.Ranges;
import java.time.Duration;
import java.util.Set;
import java.util.function.UnaryOperator;

/**
 * Settings of an {@link HttpBatchEmitter}. Immutable; the docs of each setting are at {@link
 * Builder}.
 */
public final class HttpConfig {

  private static final Duration DAY = Duration.ofDays(1);
  private static final int MIN_REQUEST_BYTES = 16 << 10;
  private static final int MAX_REQUEST_BYTES = 100 << 20;

  private final ContentMode contentMode;
  private final BatchingConfig batching;
  private final Duration connectTimeout;
  private final Duration callTimeout;
  private final Duration shutdownTimeout;
  private final Duration longestRetryAfter;
  private final int maxRequestBytes;
  private final Set<Integer> permanentStatuses;
  private final String clientName;

  private HttpConfig(Builder builder) {
    contentMode = builder.contentMode;
    batching = builder.batching;
    connectTimeout = builder.connectTimeout;
    callTimeout = builder.callTimeout;
    shutdownTimeout = builder.shutdownTimeout;
    longestRetryAfter = builder.longestRetryAfter;
    maxRequestBytes = builder.maxRequestBytes;
    permanentStatuses = Set.copyOf(builder.permanentStatuses);
    clientName = builder.clientName;
    check();
  }

  private void check() {
    between("connectTimeout", connectTimeout, Duration.ofMillis(1), DAY);
    between("callTimeout", callTimeout, Duration.ofMillis(1), DAY);
    Ranges.atLeast("callTimeout", callTimeout, "connectTimeout", connectTimeout);
    between("shutdownTimeout", shutdownTimeout, Duration.ZERO, DAY);
    between("longestRetryAfter", longestRetryAfter, Duration.ZERO, DAY);
    between("maxRequestBytes", maxRequestBytes, MIN_REQUEST_BYTES, MAX_REQUEST_BYTES);
    between("batching.batchSize", batching.batchSize(), 1, 100_000);
    between("batching.batchBytes", batching.batchBytes(), 1 << 10, maxRequestBytes);
    between("batching.flushInterval", batching.flushInterval(), Duration.ZERO, DAY);
    between("batching.workers", batching.workers(), 1, 1_000);
    between("batching.queueSize", batching.queueSize(), 1, 10_000_000);
    Ranges.atLeast(
        "batching.queueBytes", batching.queueBytes(), "maxRequestBytes", (long) maxRequestBytes);
    permanentStatuses.forEach(HttpConfig::checkStatus);
    Ranges.require(
        !clientName.isBlank(), "clientName", " must not be blank but is ", "'" + clientName + "'");
  }

  private static void checkStatus(int status) {
    Ranges.require(
        StatusMeaning.isRefusal(status),
        "permanentStatuses",
        " must be statuses by which a receiver refuses an event, 400 to 499 but not "
            + StatusMeaning.OF_THE_ENDPOINT
            + ", which say nothing about it, but one is ",
        status);
  }

  /** The defaults. */
  public static HttpConfig ofDefaults() {
    return builder().build();
  }

  /** Begins with the defaults. */
  public static Builder builder() {
    return new Builder();
  }

  /** Begins with these settings. */
  public Builder toBuilder() {
    return builder()
        .contentMode(contentMode)
        .batching(batching)
        .connectTimeout(connectTimeout)
        .callTimeout(callTimeout)
        .shutdownTimeout(shutdownTimeout)
        .longestRetryAfter(longestRetryAfter)
        .maxRequestBytes(maxRequestBytes)
        .permanentStatuses(permanentStatuses)
        .clientName(clientName);
  }

  /** How events become requests. */
  public ContentMode contentMode() {
    return contentMode;
  }

  /**
   * How many events share a request, how many calls there are at once, and how many events wait.
   */
  public BatchingConfig batching() {
    return batching;
  }

  /** How long it may take to connect. */
  public Duration connectTimeout() {
    return connectTimeout;
  }

  /** How long a call may take. */
  public Duration callTimeout() {
    return callTimeout;
  }

  /** How long {@link HttpBatchEmitter#close()} may take. */
  public Duration shutdownTimeout() {
    return shutdownTimeout;
  }

  /** The longest pause that a receiver can ask for. */
  public Duration longestRetryAfter() {
    return longestRetryAfter;
  }

  /** The largest body of a request. */
  public int maxRequestBytes() {
    return maxRequestBytes;
  }

  /** Statuses of refusals that will not get better. */
  public Set<Integer> permanentStatuses() {
    return permanentStatuses;
  }

  /** What tells transports of one process apart. */
  public String clientName() {
    return clientName;
  }

  /** How workers take what waits: one event at a time where a request has one. */
  BatchingConfig sending() {
    return contentMode == ContentMode.BATCH ? batching : batching.toBuilder().batchSize(1).build();
  }

  /** Before the names of threads; all of them are spelled with hyphens. */
  String threadPrefix() {
    return clientName.replace('_', '-');
  }

  /** Builds an {@link HttpConfig}. Not safe for concurrent use. */
  public static final class Builder {

    private ContentMode contentMode = ContentMode.STRUCTURED;
    private BatchingConfig batching =
        BatchingConfig.builder()
            .batchSize(100)
            .batchBytes(1 << 20)
            .workers(8)
            .queueBytes(64L << 20)
            .build();
    private Duration connectTimeout = Duration.ofSeconds(5);
    private Duration callTimeout = Duration.ofSeconds(10);
    private Duration shutdownTimeout = Duration.ofSeconds(30);
    private Duration longestRetryAfter = Duration.ofMinutes(1);
    private int maxRequestBytes = 10 << 20;
    private Set<Integer> permanentStatuses = Set.of(400, 406, 415, 422, 431);
    private String clientName = "durable_emitter";

    private Builder() {}

    /**
     * How events become requests. Default {@link ContentMode#STRUCTURED}, which every receiver
     * takes and a signature covers as a whole.
     */
    public Builder contentMode(ContentMode value) {
      contentMode = value;
      return this;
    }

    /**
     * How many events share a request in {@link ContentMode#BATCH}, how many calls there are at
     * once in any mode, and how many events wait. Default: 100 events and 1 MiB in a request, 8
     * calls ({@code workers}), each with a connection of its own; no flush interval, so a request
     * grows only while all calls are under way; 10,000 events and 64 MiB waiting.
     *
     * <p>Ranges: {@code batchSize} to 100,000, {@code batchBytes} 1 KiB to {@code maxRequestBytes},
     * {@code flushInterval} to a day, {@code workers} to 1,000, {@code queueSize} to 10,000,000,
     * {@code queueBytes} from {@code maxRequestBytes} on.
     */
    public Builder batching(BatchingConfig value) {
      batching = value;
      return this;
    }

    /** Changes single settings of it. */
    public Builder batching(UnaryOperator<BatchingConfig.Builder> change) {
      return batching(change.apply(batching.toBuilder()).build());
    }

    /** How long it may take to connect, 1 ms to {@code callTimeout}. Default 5 s. */
    public Builder connectTimeout(Duration value) {
      connectTimeout = value;
      return this;
    }

    /**
     * How long a call may take, from its beginning to the end of its answer, 1 ms to a day. Default
     * 10 s.
     */
    public Builder callTimeout(Duration value) {
      callTimeout = value;
      return this;
    }

    /** How long {@link HttpBatchEmitter#close()} may take, zero to a day. Default 30 s. */
    public Builder shutdownTimeout(Duration value) {
      shutdownTimeout = value;
      return this;
    }

    /**
     * The longest pause that a receiver can ask for with {@code Retry-After}, zero to a day; when
     * it asks for a longer one this long is waited. Default 1 min. Zero: such wishes are ignored.
     */
    public Builder longestRetryAfter(Duration value) {
      longestRetryAfter = value;
      return this;
    }

    /**
     * The largest body of a request, of a single event, 16 KiB to 100 MiB. Default 10 MiB. What is
     * larger waits in the store and is tried again: another process may be set to send it.
     */
    public Builder maxRequestBytes(int value) {
      maxRequestBytes = value;
      return this;
    }

    /**
     * Statuses of refusals that will not get better: an event refused with one becomes a dead
     * letter at once, with any other of 400 to 499 it is sent again later. May be empty. Default
     * 400, 406, 415, 422 and 431.
     */
    public Builder permanentStatuses(Set<Integer> value) {
      permanentStatuses = Set.copyOf(value);
      return this;
    }

    /**
     * Tells transports of one process apart in metrics and thread names; not blank. Default {@code
     * durable_emitter}.
     */
    public Builder clientName(String value) {
      clientName = value;
      return this;
    }

    /** Checks the settings: an {@link IllegalArgumentException} names the one that is wrong. */
    public HttpConfig build() {
      return new HttpConfig(this);
    }
  }
}
