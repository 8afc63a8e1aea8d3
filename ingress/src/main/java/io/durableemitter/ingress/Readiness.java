package io.durableemitter.ingress;

import io.durableemitter.proto.ChipIngressGrpc;
import io.grpc.ServerServiceDefinition;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.protobuf.services.HealthStatusManager;

/**
 * Whether the server takes events, by the standard health protocol of gRPC, for the server as a
 * whole (the empty name) and for its service. Not ready: during an outage by fault plan, while the
 * last call found the sink full or the journal unavailable, and from the beginning of closing on.
 * Safe for concurrent use.
 */
final class Readiness {

  private final HealthStatusManager manager = new HealthStatusManager();
  private boolean outage;
  private boolean storing = true;
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

  private void show(boolean first) {
    shown |= first;
    if (!shown) {
      return;
    }
    ServingStatus status = outage || !storing ? ServingStatus.NOT_SERVING : ServingStatus.SERVING;
    manager.setStatus(HealthStatusManager.SERVICE_NAME_ALL_SERVICES, status);
    manager.setStatus(ChipIngressGrpc.SERVICE_NAME, status);
  }

  void closing() {
    manager.enterTerminalState();
  }
}
