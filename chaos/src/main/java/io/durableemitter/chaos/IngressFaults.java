package io.durableemitter.chaos;

import io.durableemitter.ingress.FaultPlan;
import io.durableemitter.ingress.FaultPlan.Results;
import java.util.List;
import java.util.Optional;

/** What happens at the other end. */
final class IngressFaults implements Injector {

  private static final List<String> STATUSES =
      List.of("INTERNAL", "RESOURCE_EXHAUSTED", "UNAUTHENTICATED", "DEADLINE_EXCEEDED", "ABORTED");
  private static final List<String> EVENT_ERRORS =
      List.of("UNKNOWN", "VALIDATION_FAILED", "SCHEMA_MISSING", "ENCODE_ERROR");
  private static final List<Results> ODD =
      List.of(Results.NONE, Results.FEWER, Results.MORE, Results.WRONG_IDS, Results.REVERSED);
  private static final int LONGER_THAN_ANY_DEADLINE = 30_000;

  private final IngressSite ingress;

  IngressFaults(IngressSite ingress) {
    this.ingress = ingress;
  }

  @Override
  public Optional<Healing> inject(Step step) {
    if (step.fault() == Fault.INGRESS_RESTART) {
      ingress.stop();
      return Optional.of(ingress::restart);
    }
    ingress.become(plan(step));
    return Optional.of(() -> ingress.become(FaultPlan.none()));
  }

  private static FaultPlan plan(Step step) {
    FaultPlan.Builder plan = FaultPlan.builder();
    return switch (step.fault()) {
      case INGRESS_OUTAGE -> FaultPlan.ofOutage();
      case INGRESS_SLOW -> plan.latencyMillis(100 + step.oneOf(1_500)).build();
      case INGRESS_HANGS -> plan.latencyMillis(LONGER_THAN_ANY_DEADLINE).build();
      case INGRESS_STATUS -> plan.status(STATUSES.get(step.oneOf(STATUSES.size()))).build();
      case INGRESS_REFUSES_SOME ->
          plan.errorCode(EVENT_ERRORS.get(step.oneOf(EVENT_ERRORS.size())))
              .errorRate(0.01 * (1 + step.anotherOf(50)))
              .build();
      case INGRESS_LOSES_ANSWERS -> plan.dropAnswers(true).build();
      case INGRESS_ODD_RESULTS -> plan.results(ODD.get(step.oneOf(ODD.size()))).build();
      default -> throw new IllegalArgumentException(step + " is not of the ingress");
    };
  }
}
