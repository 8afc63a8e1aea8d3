package io.durableemitter.cli;

import java.util.function.LongSupplier;

/** Shows how far work on dead letters is, and ends it when the user has had enough. */
final class LetterProgress {

  private final Progress progress;
  private final Shutdown shutdown;
  private final String done;
  private final long all;
  private long count;

  LetterProgress(Progress progress, Shutdown shutdown, String done, long all) {
    this.progress = progress;
    this.shutdown = shutdown;
    this.done = done;
    this.all = all;
  }

  void onCount(long sofar) {
    count = sofar;
    progress.show(Progress.bar((double) count / Math.max(1, all)) + " " + count + " " + done);
    if (shutdown.requested()) {
      // the work stops at the next slice, without waiting for it
      Thread.currentThread().interrupt();
    }
  }

  /** What is done, even if the rest has failed. */
  long count() {
    return count;
  }

  long run(LongSupplier work) {
    try {
      return work.getAsLong();
    } finally {
      boolean unused = Thread.interrupted(); // it has served; the store is closed in peace
      progress.clear();
    }
  }
}
