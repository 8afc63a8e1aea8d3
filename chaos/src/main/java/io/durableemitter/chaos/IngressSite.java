package io.durableemitter.chaos;

import io.durableemitter.chaos.check.Deliveries;
import io.durableemitter.ingress.FaultPlan;
import io.durableemitter.ingress.IngressServer;

/** The other end: servers one after the other on one port, and what all of them have accepted. */
final class IngressSite implements AutoCloseable {

  private final Deliveries deliveries = new Deliveries();
  private IngressServer server = serve(0);
  private final int port = server.port();

  private IngressServer serve(int port) {
    IngressServer next = IngressServer.builder().port(port).observer(deliveries).build();
    next.start();
    return next;
  }

  int port() {
    return port;
  }

  Deliveries deliveries() {
    return deliveries;
  }

  synchronized void become(FaultPlan plan) {
    server.setFaults(plan);
  }

  synchronized void stop() {
    server.close();
  }

  synchronized void restart() {
    server = serve(port);
  }

  @Override
  public synchronized void close() {
    server.close();
  }
}
