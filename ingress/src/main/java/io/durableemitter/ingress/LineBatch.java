package io.durableemitter.ingress;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** The lines of one call, and who waits for them to be written. */
final class LineBatch {

  private final SinkBatch batch;
  private final ByteBuffer lines;
  private final CompletableFuture<List<EventOutcome>> outcomes = new CompletableFuture<>();

  LineBatch(SinkBatch batch, ByteBuffer lines) {
    this.batch = batch;
    this.lines = lines;
  }

  long bytes() {
    return lines.limit();
  }

  ByteBuffer lines() {
    return lines.duplicate();
  }

  CompletionStage<List<EventOutcome>> outcomes() {
    return outcomes;
  }

  void written() {
    outcomes.complete(EventOutcome.allAccepted(batch));
  }

  void fail(String text) {
    fail(new SinkException(SinkException.Reason.UNAVAILABLE, text));
  }

  void fail(SinkException error) {
    outcomes.completeExceptionally(error);
  }
}
