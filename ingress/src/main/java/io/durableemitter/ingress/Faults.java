package io.durableemitter.ingress;

import io.cloudevents.v1.proto.CloudEvent;
import io.durableemitter.proto.PublishError;
import io.durableemitter.proto.PublishErrorCode;
import io.durableemitter.proto.PublishResult;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;

/** Holds the plan in force, hands it out call by call, and does what it says. Thread-safe. */
final class Faults {

  private FaultPlan plan = FaultPlan.none();
  private int callsLeft;
  private final LongAdder injected = new LongAdder();
  private final Consumer<FaultPlan> onChange;

  /** Tells each plan that comes into force. */
  Faults(Consumer<FaultPlan> onChange) {
    this.onChange = onChange;
  }

  synchronized void set(FaultPlan next) {
    callsLeft = next.calls;
    plan = next;
    onChange.accept(next);
  }

  synchronized FaultPlan current() {
    return plan;
  }

  /** The plan for one call. */
  synchronized FaultPlan next() {
    FaultPlan now = plan;
    if (now.misbehaves()) {
      injected.increment();
      if (now.calls > 0 && --callsLeft == 0) {
        set(FaultPlan.none());
      }
    }
    return now;
  }

  long injected() {
    return injected.sum();
  }

  /** Whether a call with these events fails before any is accepted. */
  static boolean failsCall(FaultPlan plan, List<CloudEvent> events) {
    return !plan.status.isEmpty()
        && (plan.statusIdPrefix.isEmpty()
            || events.stream().anyMatch(e -> e.getId().startsWith(plan.statusIdPrefix)));
  }

  static Optional<PublishError> errorFor(FaultPlan plan, CloudEvent event) {
    boolean hit =
        !plan.errorCode.isEmpty()
            && (plan.errorTypes.isEmpty() || plan.errorTypes.contains(event.getType()))
            && event.getId().startsWith(plan.errorIdPrefix)
            && share(event.getId()) < plan.errorRate;
    return hit
        ? Optional.of(
            PublishError.newBuilder()
                .setErrorCode(PublishErrorCode.valueOf("PUBLISH_ERROR_CODE_" + plan.errorCode))
                .setReason("by fault plan")
                .build())
        : Optional.empty();
  }

  /** A number from 0 to 1 that depends on the id only. */
  private static double share(String id) {
    int hash = id.hashCode() * 0x9E3779B9;
    return (hash >>> 1) / (double) Integer.MAX_VALUE;
  }

  static List<PublishResult> distort(FaultPlan plan, List<PublishResult> results) {
    List<PublishResult> changed = new ArrayList<>(results);
    switch (plan.results) {
      case AS_THEY_ARE -> {}
      case NONE -> changed.clear();
      case FEWER -> changed.subList(Math.max(0, changed.size() - 1), changed.size()).clear();
      case MORE -> changed.add(PublishResult.newBuilder().setEventId("surplus").build());
      case WRONG_IDS ->
          changed.replaceAll(result -> result.toBuilder().setEventId("of-another-event").build());
      case REVERSED -> Collections.reverse(changed);
    }
    return changed;
  }
}
