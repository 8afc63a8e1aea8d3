package io.durableemitter.ingress.kafka;

import io.durableemitter.api.DeliveryResult;
import io.durableemitter.ingress.EventOutcome;
import io.durableemitter.proto.PublishErrorCode;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.stream.IntStream;

/**
 * A batch whose events are answered one by one, and the room that it takes until then. Each index
 * is answered once. Whatever is thrown on the way, the batch is answered and leaves its room once.
 */
final class PendingBatch {

  private static final EventOutcome UNANSWERED =
      EventOutcome.refused(
          PublishErrorCode.PUBLISH_ERROR_CODE_UNKNOWN,
          "there was no memory to tell what became of the event");

  private final int count;
  private final long taken;
  private final Room room;
  private final AtomicReferenceArray<DeliveryResult> results;
  private final AtomicInteger open;
  private final AtomicBoolean entered = new AtomicBoolean();
  private final List<EventOutcome> unanswered;
  private final CompletableFuture<List<EventOutcome>> outcomes = new CompletableFuture<>();

  PendingBatch(int count, long bytes, Room room) {
    this.count = count;
    this.taken = Room.taken(count, bytes);
    this.room = room;
    this.results = new AtomicReferenceArray<>(count);
    this.open = new AtomicInteger(count);
    this.unanswered = Collections.nCopies(count, UNANSWERED);
  }

  /** Takes its room, or fails with a SinkException if there is none. */
  void enter() {
    room.enter(count, taken);
    entered.set(true);
  }

  void answered(int index, DeliveryResult result) {
    results.set(index, result);
    if (open.decrementAndGet() > 0) {
      return;
    }
    try {
      answered(IntStream.range(0, count).mapToObj(results::get).toList());
    } catch (Throwable thrown) {
      fail(thrown);
    }
  }

  /** All at once. */
  void answered(List<DeliveryResult> all) {
    try {
      List<EventOutcome> made = Outcomes.of(all);
      leave();
      outcomes.complete(made);
    } catch (Throwable thrown) {
      fail(thrown);
    }
  }

  /** No event has an outcome of its own; does nothing if they have. */
  void fail(Throwable why) {
    leave();
    try {
      outcomes.completeExceptionally(why);
    } catch (Throwable none) {
      // no memory, even for that
      outcomes.complete(unanswered);
    }
  }

  private void leave() {
    if (entered.compareAndSet(true, false)) {
      room.leave(count, taken);
    }
  }

  CompletableFuture<List<EventOutcome>> outcomes() {
    return outcomes;
  }
}
