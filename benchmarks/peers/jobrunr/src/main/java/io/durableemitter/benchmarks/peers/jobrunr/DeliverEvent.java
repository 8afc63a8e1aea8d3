package io.durableemitter.benchmarks.peers.jobrunr;

import org.jobrunr.jobs.lambdas.JobRequest;

/**
 * A job that delivers an event, stored as JSON.
 *
 * @param body the event
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record DeliverEvent(byte[] body) implements JobRequest {

  @Override
  public Class<EventHandler> getJobRequestHandler() {
    return EventHandler.class;
  }
}
