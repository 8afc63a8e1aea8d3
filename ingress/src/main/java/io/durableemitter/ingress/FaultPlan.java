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
 * @param statusIdPrefix only calls fail so that have an event whose id begins with this, as one
 *     poison event fails its batch; empty for all calls
 * @param statusAfterAccept a gRPC status with which calls fail after their events were accepted;
 *     empty for none
 * @param overloaded calls fail with RESOURCE_EXHAUSTED and a text that asks to come again later
 * @param hang calls are neither accepted nor answered
 * @param errorCode the error of single events, such as VALIDATION_FAILED; empty for none
 * @param errorRate the share of events that get the error, above 0 to 1, 1 if left out; which ones
 *     depends on their id only, so an event that gets it always gets it
 * @param errorTypes only events of these types get the error; empty for all types
 * @param errorIdPrefix only events whose id begins with this get the error; empty for all ids
 * @param results what is done to the results of a batch
 * @param dropAnswers calls are accepted and then fail with UNAVAILABLE
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record FaultPlan(
    int calls,
    boolean outage,
    int latencyMillis,
    String status,
    String statusIdPrefix,
    String statusAfterAccept,
    boolean overloaded,
    boolean hang,
    String errorCode,
    double errorRate,
    List<String> errorTypes,
    String errorIdPrefix,
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

  private static final FaultPlan NONE = new FaultPlanBuilder().build();

  /** Checks the values; what JSON leaves out is as in {@link #none()}. */
  public FaultPlan(
      int calls,
      boolean outage,
      int latencyMillis,
      @Nullable String status,
      @Nullable String statusIdPrefix,
      @Nullable String statusAfterAccept,
      boolean overloaded,
      boolean hang,
      @Nullable String errorCode,
      double errorRate,
      @Nullable List<String> errorTypes,
      @Nullable String errorIdPrefix,
      @Nullable Results results,
      boolean dropAnswers) {
    this.calls = calls;
    this.outage = outage;
    this.latencyMillis = latencyMillis;
    this.status = Optional.ofNullable(status).orElse("");
    this.statusIdPrefix = Optional.ofNullable(statusIdPrefix).orElse("");
    this.statusAfterAccept = Optional.ofNullable(statusAfterAccept).orElse("");
    this.overloaded = overloaded;
    this.hang = hang;
    this.errorCode = Optional.ofNullable(errorCode).orElse("");
    this.errorRate = errorRate == 0 ? 1 : errorRate;
    this.errorTypes = errorTypes == null ? List.of() : List.copyOf(errorTypes);
    this.errorIdPrefix = Optional.ofNullable(errorIdPrefix).orElse("");
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
    checkStatus("status", status);
    checkStatus("statusAfterAccept", statusAfterAccept);
    require(
        statusIdPrefix.isEmpty() || !status.isEmpty(), "statusIdPrefix is given, but no status");
    require(
        errorIdPrefix.isEmpty() || !errorCode.isEmpty(),
        "errorIdPrefix is given, but no errorCode");
  }

  private static void checkStatus(String name, String status) {
    require(
        status.isEmpty() || GrpcStatus.isError(status),
        name + " must be a gRPC status other than OK, such as INTERNAL, but is " + status);
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
  public static FaultPlanBuilder builder() {
    return new FaultPlanBuilder();
  }
}
