package io.durableemitter.ingress;

import com.fasterxml.jackson.annotation.JsonAutoDetect;
import com.fasterxml.jackson.annotation.JsonAutoDetect.Visibility;
import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import com.fasterxml.jackson.databind.annotation.JsonPOJOBuilder;
import io.durableemitter.api.internal.config.Ranges;
import java.util.List;
import java.util.Set;

/**
 * How the server misbehaves. Immutable; the docs of each value are at {@link Builder}. As JSON,
 * with any subset of the values, it is the body of {@code POST /faults}.
 */
@JsonAutoDetect(fieldVisibility = Visibility.ANY)
@JsonDeserialize(builder = FaultPlan.Builder.class)
public final class FaultPlan {

  /** What is done to the results of a batch. */
  public enum Results {
    /** Nothing. */
    AS_THEY_ARE,
    /** None are given. */
    NONE,
    /** The last one is left out. */
    FEWER,
    /** One more is given. */
    MORE,
    /** Each has the id of another event. */
    WRONG_IDS,
    /** They come in reverse order. */
    REVERSED
  }

  private static final Set<String> CODES =
      Set.of(
          "UNKNOWN",
          "VALIDATION_FAILED",
          "SCHEMA_MISSING",
          "ENCODE_ERROR",
          "DOMAIN_MISCONFIGURATION");

  private static final FaultPlan NONE = builder().build();

  final int calls;
  final boolean outage;
  final int latencyMillis;
  final String status;
  final String statusIdPrefix;
  final String statusAfterAccept;
  final boolean overloaded;
  final boolean hang;
  final String errorCode;
  final double errorRate;
  final List<String> errorTypes;
  final String errorIdPrefix;
  final Results results;
  final boolean dropAnswers;

  private FaultPlan(Builder builder) {
    calls = builder.calls;
    outage = builder.outage;
    latencyMillis = builder.latencyMillis;
    status = builder.status;
    statusIdPrefix = builder.statusIdPrefix;
    statusAfterAccept = builder.statusAfterAccept;
    overloaded = builder.overloaded;
    hang = builder.hang;
    errorCode = builder.errorCode;
    errorRate = builder.errorRate;
    errorTypes = List.copyOf(builder.errorTypes);
    errorIdPrefix = builder.errorIdPrefix;
    results = builder.results;
    dropAnswers = builder.dropAnswers;
    Ranges.atLeast("calls", calls, 0);
    Ranges.between("latencyMillis", latencyMillis, 0, 600_000);
    Ranges.require(
        errorRate > 0 && errorRate <= 1,
        "errorRate",
        " must be above 0 and at most 1 but is ",
        errorRate);
    Ranges.require(
        errorCode.isEmpty() || CODES.contains(errorCode),
        "errorCode",
        " must be one of " + CODES.stream().sorted().toList() + " but is ",
        errorCode);
    checkStatus("status", status);
    checkStatus("statusAfterAccept", statusAfterAccept);
    checkPrefix("statusIdPrefix", statusIdPrefix, "status", status);
    checkPrefix("errorIdPrefix", errorIdPrefix, "errorCode", errorCode);
  }

  private static void checkStatus(String name, String status) {
    Ranges.require(
        status.isEmpty() || GrpcStatus.isError(status),
        name,
        " must be a gRPC status other than OK, such as INTERNAL, but is ",
        status);
  }

  private static void checkPrefix(String name, String prefix, String of, String value) {
    Ranges.require(prefix.isEmpty() || !value.isEmpty(), name, " is given, but no " + of, "");
  }

  /** The server behaves. */
  public static FaultPlan none() {
    return NONE;
  }

  /** Every call fails with UNAVAILABLE. */
  public static FaultPlan ofOutage() {
    return builder().outage(true).build();
  }

  /** Begins with a server that behaves. */
  public static Builder builder() {
    return new Builder();
  }

  /** Begins with this plan. */
  public Builder toBuilder() {
    return builder()
        .calls(calls)
        .outage(outage)
        .latencyMillis(latencyMillis)
        .status(status)
        .statusIdPrefix(statusIdPrefix)
        .statusAfterAccept(statusAfterAccept)
        .overloaded(overloaded)
        .hang(hang)
        .errorCode(errorCode)
        .errorRate(errorRate)
        .errorTypes(errorTypes)
        .errorIdPrefix(errorIdPrefix)
        .results(results)
        .dropAnswers(dropAnswers);
  }

  /** Whether it does anything. */
  boolean misbehaves() {
    boolean failsCalls = outage || overloaded || hang || dropAnswers || !status.isEmpty();
    boolean failsEvents = !errorCode.isEmpty() || !statusAfterAccept.isEmpty();
    return failsCalls || failsEvents || latencyMillis > 0 || results != Results.AS_THEY_ARE;
  }

  /** Builds a {@link FaultPlan}. Not safe for concurrent use. */
  @JsonPOJOBuilder(withPrefix = "")
  public static final class Builder {

    private int calls;
    private boolean outage;
    private int latencyMillis;
    private String status = "";
    private String statusIdPrefix = "";
    private String statusAfterAccept = "";
    private boolean overloaded;
    private boolean hang;
    private String errorCode = "";
    private double errorRate = 1;
    private List<String> errorTypes = List.of();
    private String errorIdPrefix = "";
    private Results results = Results.AS_THEY_ARE;
    private boolean dropAnswers;

    private Builder() {}

    /**
     * For how many calls the plan holds before the server behaves again. Default 0: until it is
     * changed.
     */
    public Builder calls(int value) {
      calls = value;
      return this;
    }

    /** Every call fails with UNAVAILABLE, and nothing is accepted. */
    public Builder outage(boolean value) {
      outage = value;
      return this;
    }

    /** How long each answer is held back, 0 to 600,000 ms. Default 0. */
    public Builder latencyMillis(int value) {
      latencyMillis = value;
      return this;
    }

    /** A gRPC status, such as INTERNAL, with which calls fail. Default empty: none. */
    public Builder status(String value) {
      status = value;
      return this;
    }

    /**
     * Only calls fail so that have an event whose id begins with this, as one poison event fails
     * its batch. Default empty: all calls.
     */
    public Builder statusIdPrefix(String value) {
      statusIdPrefix = value;
      return this;
    }

    /**
     * A gRPC status with which calls fail after their events were accepted. Default empty: none.
     */
    public Builder statusAfterAccept(String value) {
      statusAfterAccept = value;
      return this;
    }

    /** Calls fail with RESOURCE_EXHAUSTED and a text that asks to come again later. */
    public Builder overloaded(boolean value) {
      overloaded = value;
      return this;
    }

    /** Calls are neither accepted nor answered. */
    public Builder hang(boolean value) {
      hang = value;
      return this;
    }

    /** The error of single events, such as VALIDATION_FAILED. Default empty: none. */
    public Builder errorCode(String value) {
      errorCode = value;
      return this;
    }

    /**
     * The share of events that get the error, above 0 to 1; which ones depends on their id only, so
     * an event that gets it always gets it. Default 1.
     */
    public Builder errorRate(double value) {
      errorRate = value;
      return this;
    }

    /** Only events of these types get the error. Default empty: all types. */
    public Builder errorTypes(List<String> value) {
      errorTypes = value;
      return this;
    }

    /** Only events whose id begins with this get the error. Default empty: all ids. */
    public Builder errorIdPrefix(String value) {
      errorIdPrefix = value;
      return this;
    }

    /** What is done to the results of a batch. Default nothing. */
    public Builder results(Results value) {
      results = value;
      return this;
    }

    /** Calls are accepted and then fail with UNAVAILABLE. */
    public Builder dropAnswers(boolean value) {
      dropAnswers = value;
      return this;
    }

    /**
     * Checks the values and makes the plan.
     *
     * @throws IllegalArgumentException if a value is out of range; the message names it
     */
    public FaultPlan build() {
      return new FaultPlan(this);
    }
  }
}
