package io.durableemitter.ingress;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/** A sink whose answers are timed. */
final class MeteredSink implements EventSink {

  private final EventSink sink;
  private final IngressMetrics metrics;

  MeteredSink(EventSink sink, IngressMetrics metrics) {
    this.sink = sink;
    this.metrics = metrics;
  }

  @Override
  public CompletionStage<List<EventOutcome>> accept(SinkBatch batch) {
    long begin = System.nanoTime();
    CompletionStage<List<EventOutcome>> outcome;
    try {
      outcome = sink.accept(batch);
    } catch (RuntimeException e) {
      metrics.sinkAnswered(System.nanoTime() - begin, true);
      throw e;
    }
    return outcome.whenComplete(
        (outcomes, error) -> metrics.sinkAnswered(System.nanoTime() - begin, error != null));
  }

  @Override
  public Optional<String> problem() {
    return sink.problem();
  }

  @Override
  public String description() {
    return sink.description();
  }

  @Override
  public void start() {
    sink.start();
  }

  @Override
  public void close() {
    sink.close();
  }
}
