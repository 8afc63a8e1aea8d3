package io.durableemitter.ingress;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * How the server misbehaves. Immutable. As JSON, with any subset of the fields, it is the body of
 * {@code POST /faults}.
 *
 * @param calls for how many calls the plan holds before the server behaves again; 0 until it is
 *     changed
 * @param outage every call fails with UNAVAILABLE, and nothing is accepted
 * @param latencyMillis how long each answer is held back, 0 to 600,000
 * @param status a gRPC status, such as INTERNAL, with which calls fail; empty for none
 * @param errorCode the error of single events, such as VALIDATION_FAILED; empty for none
 * @param errorRate the share of events that get the error, above 0 to 1, 1 if left out; which ones
 *     depends on their id only, so an event that gets it always gets it
 * @param errorTypes only events of these types get the error; empty for all types
 * @param results what is done to the results of a batch
 * @param dropAnswers calls are accepted and then fail with UNAVAILABLE
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record FaultPlan(
    int calls,
    boolean outage,
    int latencyMillis,
    String status,
    String errorCode,
    double errorRate,
    List<String> errorTypes,
    Results results,
    boolean dropAnswers) {

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

  private static final FaultPlan NONE = new Builder().build();

  /** Checks the values; what JSON leaves out is as in {@link #none()}. */
  public FaultPlan(
      int calls,
      boolean outage,
      int latencyMillis,
      @Nullable String status,
      @Nullable String errorCode,
      double errorRate,
      @Nullable List<String> errorTypes,
      @Nullable Results results,
      boolean dropAnswers) {
    this.calls = calls;
    this.outage = outage;
    this.latencyMillis = latencyMillis;
    this.status = Optional.ofNullable(status).orElse("");
    this.errorCode = Optional.ofNullable(errorCode).orElse("");
    this.errorRate = errorRate == 0 ? 1 : errorRate;
    this.errorTypes = errorTypes == null ? List.of() : List.copyOf(errorTypes);
    this.results = Optional.ofNullable(results).orElse(Results.AS_THEY_ARE);
    this.dropAnswers = dropAnswers;
    check();
  }

  private void check() {
    require(calls >= 0, "calls must be 0 or more but is " + calls);
    require(
        latencyMillis >= 0 && latencyMillis <= 600_000,
        "latencyMillis must be 0 to 600000 but is " + latencyMillis);
    require(
        errorRate >= 0 && errorRate <= 1,
        "errorRate must be above 0 and at most 1 but is " + errorRate);
    require(
        errorCode.isEmpty() || CODES.contains(errorCode),
        "errorCode must be one of " + CODES.stream().sorted().toList() + " but is " + errorCode);
    require(
        status.isEmpty() || GrpcStatus.isError(status),
        "status must be a gRPC status other than OK, such as INTERNAL, but is " + status);
  }

  private static void require(boolean holds, String message) {
    if (!holds) {
      throw new IllegalArgumentException(message);
    }
  }

  /**
   * The server behaves.
   *
   * @return the plan
   */
  public static FaultPlan none() {
    return NONE;
  }

  /**
   * Every call fails with UNAVAILABLE.
   *
   * @return the plan
   */
  public static FaultPlan ofOutage() {
    return builder().outage(true).build();
  }

  /**
   * Begins with a server that behaves.
   *
   * @return a builder
   */
  public static Builder builder() {
    return new Builder();
  }

  /**
   * Builds a {@link FaultPlan}; see there for what each value does. Not safe for concurrent use.
   */
  public static final class Builder {

    private int calls;
    private boolean outage;
    private int latencyMillis;
    private String status = "";
    private String errorCode = "";
    private double errorRate = 1;
    private List<String> errorTypes = List.of();
    private Results results = Results.AS_THEY_ARE;
    private boolean dropAnswers;

    private Builder() {}

    /** For how many calls. */
    public Builder calls(int value) {
      calls = value;
      return this;
    }

    /** Whether every call fails. */
    public Builder outage(boolean value) {
      outage = value;
      return this;
    }

    /** How long answers are held back. */
    public Builder latencyMillis(int value) {
      latencyMillis = value;
      return this;
    }

    /** The status calls fail with. */
    public Builder status(String value) {
      status = value;
      return this;
    }

    /** The error of single events, for all of them. */
    public Builder errorCode(String value) {
      errorCode = value;
      return this;
    }

    /** The share of events that get the error. */
    public Builder errorRate(double value) {
      errorRate = value;
      return this;
    }

    /** The types whose events get the error. */
    public Builder errorTypes(List<String> value) {
      errorTypes = value;
      return this;
    }

    /** What is done to the results. */
    public Builder results(Results value) {
      results = value;
      return this;
    }

    /** Whether answers are lost after accepting. */
    public Builder dropAnswers(boolean value) {
      dropAnswers = value;
      return this;
    }

    /**
     * Makes the plan.
     *
     * @return the plan
     * @throws IllegalArgumentException if a value is out of range; the message names it
     */
    public FaultPlan build() {
      return new FaultPlan(
          calls,
          outage,
          latencyMillis,
          status,
          errorCode,
          errorRate,
          errorTypes,
          results,
          dropAnswers);
    }
  }
}
