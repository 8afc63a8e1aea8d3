package io.durableemitter.benchmarks.peers.modulith;

import io.durableemitter.benchmarks.peers.work.Deliveries;
import org.springframework.modulith.events.ApplicationModuleListener;
import org.springframework.stereotype.Component;

/** Where events go; not final, since Spring makes a subclass of it. */
@Component
class Listener {

  private final Deliveries deliveries;

  Listener(Deliveries deliveries) {
    this.deliveries = deliveries;
  }

  @ApplicationModuleListener
  void on(PublishedEvent event) {
    deliveries.accept(event.body());
  }
}
