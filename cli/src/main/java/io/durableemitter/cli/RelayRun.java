package io.durableemitter.cli;

import io.durableemitter.api.EmitterStats;
import io.durableemitter.core.DurableEmitter;
import io.durableemitter.spi.StoreException;
import java.time.Duration;
import java.util.OptionalLong;

/** Waits while an emitter delivers, and tells how far it is. */
final class RelayRun {

  private static final Duration LOOK = Duration.ofMillis(200);

  private final DurableEmitter emitter;
  private final OpenStore store;
  private final Shutdown shutdown;
  private final Progress progress;
  private final long beginNanos = System.nanoTime();

  RelayRun(DurableEmitter emitter, OpenStore store, Shutdown shutdown, Progress progress) {
    this.emitter = emitter;
    this.store = store;
    this.shutdown = shutdown;
    this.progress = progress;
  }

  /** Until a stop is asked for or, if that is wanted, until nothing is pending. */
  void await(boolean untilEmpty) throws InterruptedException {
    boolean asks = untilEmpty || progress.isShown();
    LookPace pace = new LookPace(System::nanoTime);
    OptionalLong pending = OptionalLong.empty();
    do {
      if (asks && pace.isDue()) {
        pending = pace.look(this::pending);
      }
      if (untilEmpty && pending.equals(OptionalLong.of(0))) {
        return;
      }
      show(pending);
    } while (!shutdown.await(LOOK));
  }

  /** Empty while the database does not answer, which a relay outlives. */
  private OptionalLong pending() {
    try {
      return OptionalLong.of(store.queue().depth());
    } catch (StoreException away) {
      return OptionalLong.empty();
    }
  }

  private void show(OptionalLong pending) {
    EmitterStats stats = emitter.stats();
    progress.show(
        stats.delivered()
            + " delivered, "
            + Count.of(stats.deadLetters(), "dead letter")
            + ", "
            + RelaySummary.text(pending));
  }

  /** To be asked once the emitter is closed. */
  RelaySummary summary() {
    EmitterStats stats = emitter.stats();
    return new RelaySummary(
        stats.delivered(), stats.deadLetters(), pending(), (System.nanoTime() - beginNanos) / 1e9);
  }

  int exitCode(RelaySummary summary) {
    if (shutdown.requested()) {
      return ExitCode.INTERRUPTED;
    }
    return summary.deadLetters() > 0 ? ExitCode.NOT_DELIVERED : ExitCode.OK;
  }
}
