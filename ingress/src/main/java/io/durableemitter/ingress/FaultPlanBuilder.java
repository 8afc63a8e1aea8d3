package io.durableemitter.ingress;

import java.util.List;

/** Builds a {@link FaultPlan}; see there for what each value does. Not safe for concurrent use. */
public final class FaultPlanBuilder {

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
  private FaultPlan.Results results = FaultPlan.Results.AS_THEY_ARE;
  private boolean dropAnswers;

  FaultPlanBuilder() {}

  /** For how many calls. */
  public FaultPlanBuilder calls(int value) {
    calls = value;
    return this;
  }

  /** Whether every call fails. */
  public FaultPlanBuilder outage(boolean value) {
    outage = value;
    return this;
  }

  /** How long answers are held back. */
  public FaultPlanBuilder latencyMillis(int value) {
    latencyMillis = value;
    return this;
  }

  /** The status calls fail with. */
  public FaultPlanBuilder status(String value) {
    status = value;
    return this;
  }

  /** Only calls with an event whose id begins with this fail with the status. */
  public FaultPlanBuilder statusIdPrefix(String value) {
    statusIdPrefix = value;
    return this;
  }

  /** The status calls fail with after their events were accepted. */
  public FaultPlanBuilder statusAfterAccept(String value) {
    statusAfterAccept = value;
    return this;
  }

  /** Whether calls are refused for overload. */
  public FaultPlanBuilder overloaded(boolean value) {
    overloaded = value;
    return this;
  }

  /** Whether calls are neither accepted nor answered. */
  public FaultPlanBuilder hang(boolean value) {
    hang = value;
    return this;
  }

  /** The error of single events, for all of them. */
  public FaultPlanBuilder errorCode(String value) {
    errorCode = value;
    return this;
  }

  /** The share of events that get the error. */
  public FaultPlanBuilder errorRate(double value) {
    errorRate = value;
    return this;
  }

  /** The types whose events get the error. */
  public FaultPlanBuilder errorTypes(List<String> value) {
    errorTypes = value;
    return this;
  }

  /** What the ids begin with whose events get the error. */
  public FaultPlanBuilder errorIdPrefix(String value) {
    errorIdPrefix = value;
    return this;
  }

  /** What is done to the results. */
  public FaultPlanBuilder results(FaultPlan.Results value) {
    results = value;
    return this;
  }

  /** Whether answers are lost after accepting. */
  public FaultPlanBuilder dropAnswers(boolean value) {
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
        statusIdPrefix,
        statusAfterAccept,
        overloaded,
        hang,
        errorCode,
        errorRate,
        errorTypes,
        errorIdPrefix,
        results,
        dropAnswers);
  }
}
