package io.durableemitter.benchmarks.speed.server;

import io.durableemitter.ingress.EventOutcome;
import io.durableemitter.ingress.EventSink;
import io.durableemitter.ingress.SinkBatch;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Takes everything and keeps nothing, so that it can do so for as long as wanted. */
final class CountingSink implements EventSink {

  @Override
  public CompletionStage<List<EventOutcome>> accept(SinkBatch batch) {
    return CompletableFuture.completedFuture(EventOutcome.allAccepted(batch));
  }

  @Override
  public String description() {
    return "nowhere";
  }
}
