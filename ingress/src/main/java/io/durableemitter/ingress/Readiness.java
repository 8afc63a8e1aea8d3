package io.durableemitter.ingress;

import io.durableemitter.api.HealthReport.Component;
import io.durableemitter.api.HealthReport.State;
import io.durableemitter.api.internal.health.HealthHistory;
import io.durableemitter.api.internal.log.LogThrottle;
import io.durableemitter.api.internal.log.ThrottledLog;
import io.durableemitter.proto.ChipIngressGrpc;
import io.grpc.ServerServiceDefinition;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.protobuf.services.HealthStatusManager;
import java.time.Clock;
import java.util.List;
import java.util.Optional;

/**
 * Whether the server takes events, by the standard health protocol of gRPC, for the server as a
 * whole (the empty name) and for its service. Not ready: during an outage by fault plan, while the
 * sink has a problem, while the last call found the journal unavailable, and from the beginning of
 * closing on. Safe for concurrent use.
 */
final class Readiness {

  private final HealthStatusManager manager = new HealthStatusManager();
  private final Clock clock = Clock.systemUTC();
  private final HealthHistory history = new HealthHistory(clock);
  private final ThrottledLog log = new LogThrottle(System::nanoTime).log(Readiness.class);
  private boolean outage;
  private boolean storing = true;
  private Optional<String> sinkProblem = Optional.empty();
  private boolean shown;

  ServerServiceDefinition service() {
    return manager.getHealthService().bindService();
  }

  synchronized void started() {
    show(true);
  }

  synchronized void outage(boolean on) {
    if (outage != on) {
      outage = on;
      show(false);
    }
  }

  /** Whether accepted events could be kept. */
  synchronized void storing(boolean can) {
    if (storing != can) {
      storing = can;
      show(false);
    }
  }

  /** Why the sink takes nothing. */
  synchronized void sink(Optional<String> problem) {
    if (!sinkProblem.equals(problem)) {
      sinkProblem = problem;
      problem.ifPresentOrElse(
          text -> log.warnOfChange("sink", "the sink takes no events: {}", text),
          () -> log.infoOfChange("sink", "the sink takes events again"));
      show(false);
    }
  }

  /** Why the server is not ready; empty if it is. */
  synchronized Optional<String> problem() {
    return outage
        ? Optional.of("outage by fault plan")
        : sinkProblem.or(
            () -> storing ? Optional.empty() : Optional.of("the journal cannot be written"));
  }

  /** What readiness depends on, part by part, and since when each is as it is. */
  synchronized List<Component> components() {
    return history.look(
        List.of(
            part("server", !outage, "outage by fault plan"),
            part("sink", sinkProblem.isEmpty(), sinkProblem.orElse("")),
            part("journal", storing, "the journal cannot be written")));
  }

  private static Component part(String name, boolean up, String problem) {
    return up ? new Component(name, State.UP, "") : new Component(name, State.DOWN, problem);
  }

  Clock clock() {
    return clock;
  }

  private void show(boolean first) {
    List<Component> unused = components(); // the change is as old as this

    shown |= first;
    if (!shown) {
      return;
    }
    ServingStatus status =
        problem().isPresent() ? ServingStatus.NOT_SERVING : ServingStatus.SERVING;
    manager.setStatus(HealthStatusManager.SERVICE_NAME_ALL_SERVICES, status);
    manager.setStatus(ChipIngressGrpc.SERVICE_NAME, status);
  }

  void closing() {
    manager.enterTerminalState();
  }
}
