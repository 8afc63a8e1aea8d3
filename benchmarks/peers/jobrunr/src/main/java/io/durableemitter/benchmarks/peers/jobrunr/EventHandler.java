package io.durableemitter.benchmarks.peers.jobrunr;

import io.durableemitter.benchmarks.peers.work.Deliveries;
import org.jobrunr.jobs.lambdas.JobRequestHandler;

/** Runs the jobs. */
public final class EventHandler implements JobRequestHandler<DeliverEvent> {

  private final Deliveries deliveries;

  EventHandler(Deliveries deliveries) {
    this.deliveries = deliveries;
  }

  @Override
  public void run(DeliverEvent job) {
    deliveries.accept(job.body());
  }
}
