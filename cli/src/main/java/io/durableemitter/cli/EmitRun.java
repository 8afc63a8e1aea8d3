package io.durableemitter.cli;

import io.durableemitter.api.EmitException;
import io.durableemitter.api.EmitReceipt;
import io.durableemitter.api.internal.text.ForeignText;
import io.durableemitter.core.DurableEmitter;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** Reads, stores and waits; keeps a bounded number of events under way. */
final class EmitRun implements EventReader.Consumer {

  private static final int WINDOW = 1_000;
  private static final int LONGEST_REASON = 500;
  private static final Duration LOOK = Duration.ofMillis(50);
  private static final Duration LAST_MOMENT = Duration.ofMillis(300);

  private final DurableEmitter emitter;
  private final OpenStore store;
  private final Shutdown shutdown;
  private final Progress progress;
  private final boolean strict;
  private final long inputBytes;
  private final long beginNanos = System.nanoTime();
  private final Semaphore window = new Semaphore(WINDOW);
  private final AtomicLong read = new AtomicLong();
  private final AtomicLong bytesRead = new AtomicLong();
  private final AtomicLong stored = new AtomicLong();
  private final AtomicLong malformed = new AtomicLong();
  private final AtomicReference<@Nullable CommandException> failure = new AtomicReference<>();

  EmitRun(
      DurableEmitter emitter,
      OpenStore store,
      Shutdown shutdown,
      Progress progress,
      boolean strict,
      long inputBytes) {
    this.emitter = emitter;
    this.store = store;
    this.shutdown = shutdown;
    this.progress = progress;
    this.strict = strict;
    this.inputBytes = inputBytes;
  }

  void read(InputStream in) throws IOException, InterruptedException {
    try {
      new EventReader(this).read(new CountingInput(in, bytesRead));
    } catch (StopReading stopped) {
      progress.say(String.valueOf(stopped.getMessage()));
    }
    settle();
    throwFailure();
  }

  /** Whatever has begun is brought to its end; once a stop was asked for, for a moment only. */
  private void settle() throws InterruptedException {
    while (!shutdown.requested()) {
      if (window.tryAcquire(WINDOW, LOOK.toMillis(), TimeUnit.MILLISECONDS)) {
        return;
      }
      showProgress();
    }
    boolean unused = window.tryAcquire(WINDOW, LAST_MOMENT.toMillis(), TimeUnit.MILLISECONDS);
  }

  @Override
  public void event(InputEvent event) throws InterruptedException {
    throwFailure();
    do {
      if (shutdown.requested()) {
        throw new StopReading();
      }
    } while (!window.tryAcquire(LOOK.toMillis(), TimeUnit.MILLISECONDS));
    read.incrementAndGet();
    CompletableFuture<EmitReceipt> unused =
        emitter
            .emitAsync(event.body().bytes(), event.attributes())
            .whenComplete((receipt, error) -> settled(event, receipt, error));
    showProgress();
  }

  private void settled(InputEvent event, @Nullable EmitReceipt receipt, @Nullable Throwable error) {
    if (receipt != null) {
      stored.incrementAndGet();
    } else if (error instanceof EmitException refused && isAboutTheEvent(refused)) {
      report(new MalformedInput(event.line(), String.valueOf(refused.getMessage())));
    } else {
      failure.compareAndSet(
          null,
          new CommandException(
              ExitCode.FAILED,
              "line "
                  + event.line()
                  + ": "
                  + Errors.describe(error == null ? new IllegalStateException() : error),
              error));
    }
    window.release();
  }

  private static boolean isAboutTheEvent(EmitException refused) {
    return switch (refused.reason()) {
      case INVALID_EVENT, TOO_LARGE -> true;
      default -> false;
    };
  }

  @Override
  public void malformed(MalformedInput input) {
    report(input);
    throwFailure();
  }

  private void report(MalformedInput input) {
    malformed.incrementAndGet();
    String message =
        "line " + input.line() + ": " + ForeignText.oneLine(input.reason(), LONGEST_REASON);
    if (strict) {
      failure.compareAndSet(
          null,
          new CommandException(
              ExitCode.MALFORMED_INPUT,
              message + "; stopped because of --strict, the events before it are stored"));
    } else {
      progress.say(message);
    }
  }

  private void throwFailure() {
    CommandException failed = failure.get();
    if (failed != null) {
      throw failed;
    }
  }

  /** Waits until nothing is pending in the store, the time is up, or the user has had enough. */
  void awaitDelivery(Duration timeout) throws InterruptedException {
    long deadline = System.nanoTime() + timeout.toNanos();
    while (!store.isEmpty() && System.nanoTime() - deadline < 0) {
      showProgress();
      if (shutdown.await(LOOK)) {
        return;
      }
    }
  }

  private long pending() {
    return store.queue().depth();
  }

  private void showProgress() {
    long delivered = emitter.stats().delivered();
    long deadLetters = emitter.stats().deadLetters();
    double share = inputBytes == 0 ? 1 : (double) bytesRead.get() / inputBytes;
    String bar = inputBytes == 0 ? "" : Progress.bar(share) + " ";
    progress.show(
        bar
            + read.get()
            + " read, "
            + stored.get()
            + " stored, "
            + delivered
            + " delivered, "
            + malformed.get()
            + " malformed"
            + (deadLetters > 0 ? ", " + Count.of(deadLetters, "dead letter") : ""));
  }

  EmitSummary summary() {
    return new EmitSummary(
        read.get() + malformed.get() - refused(),
        stored.get(),
        emitter.stats().delivered(),
        pending(),
        emitter.stats().deadLetters(),
        malformed.get(),
        (System.nanoTime() - beginNanos) / 1e9);
  }

  // events that were read well and refused by the emitter are counted as malformed as well
  private long refused() {
    return read.get() - stored.get();
  }

  int exitCode(EmitSummary summary) {
    if (shutdown.requested()) {
      return ExitCode.INTERRUPTED;
    }
    if (summary.pending() > 0 || summary.deadLetters() > 0) {
      return ExitCode.NOT_DELIVERED;
    }
    return summary.malformed() > 0 ? ExitCode.MALFORMED_INPUT : ExitCode.OK;
  }
}
