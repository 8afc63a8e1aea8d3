package io.durableemitter.chaos.load;

import io.durableemitter.api.EmitException;
import io.durableemitter.api.EmitException.Outcome;
import io.durableemitter.api.EventEmitter;
import io.durableemitter.chaos.check.EmitJournal;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/** Threads that emit at a bounded rate and write down what they are told. */
public final class Callers {

  private static final int DEEPEST_CAUSE = 20;
  private static final long LONGEST_EMIT_MILLIS = 60_000;

  private final String name;
  private final int pauseMillis;
  private final Function<String, Sample> samples;
  private final EventEmitter emitter;
  private final EmitJournal journal;
  private final CountDownLatch stopped = new CountDownLatch(1);
  private final List<Thread> threads = new ArrayList<>();

  /**
   * Callers that have not begun.
   *
   * @param name begins the ids of their events
   * @param pauseMillis between two emits of a caller
   */
  public Callers(String name, int pauseMillis, EventEmitter emitter, EmitJournal journal) {
    this(name, pauseMillis, Sample::of, emitter, journal);
  }

  /** As above, with the events of their ids. */
  public Callers(
      String name,
      int pauseMillis,
      Function<String, Sample> samples,
      EventEmitter emitter,
      EmitJournal journal) {
    this.name = name;
    this.pauseMillis = pauseMillis;
    this.samples = samples;
    this.emitter = emitter;
    this.journal = journal;
  }

  /** Starts so many callers. */
  public void start(int callers) {
    for (int i = 0; i < callers; i++) {
      String prefix = name + "-" + i + "-";
      run("caller-" + i, () -> emitAll(prefix));
    }
    run("heap", this::watchHeap);
  }

  private void run(String name, Runnable work) {
    Thread thread = new Thread(work, name);
    thread.setDaemon(true);
    threads.add(thread);
    thread.start();
  }

  /** Tells them to stop after the emit they are in. */
  public void stop() {
    stopped.countDown();
  }

  /** Stops them and waits until each has been told what became of its last event. */
  public void finish() throws InterruptedException {
    stop();
    for (Thread thread : threads) {
      thread.join(LONGEST_EMIT_MILLIS);
      if (thread.isAlive()) {
        throw new AssertionError(thread.getName() + " is still in emit");
      }
    }
  }

  private void emitAll(String prefix) {
    for (int number = 1; ; number++) {
      try {
        if (stoppedWithin(pauseMillis)) {
          return;
        }
        Sample event = samples.apply(prefix + number);
        journal.attempt(event.id(), event.fingerprint());
        emit(event);
      } catch (RuntimeException | Error e) {
        if (!isForWantOfMemory(e)) {
          throw e;
        }
        // an application without memory for the moment: what was not written down was not told
        Thread.onSpinWait();
      }
    }
  }

  // the JDK wraps it, for instance where it makes a MessageDigest
  private static boolean isForWantOfMemory(Throwable error) {
    Throwable cause = error;
    for (int depth = 0; cause != null && depth < DEEPEST_CAUSE; depth++) {
      if (cause instanceof OutOfMemoryError) {
        return true;
      }
      cause = cause.getCause();
    }
    return false;
  }

  private void emit(Sample event) {
    try {
      emitter.emit(event.body(), event.attributes());
    } catch (EmitException e) {
      if (e.outcome() == Outcome.REJECTED) {
        journal.rejected(event.id());
      } else {
        journal.unknown(event.id());
      }
      return;
    }
    journal.acknowledged(event.id());
  }

  private void watchHeap() {
    long most = 0;
    while (true) {
      try {
        if (stoppedWithin(200)) {
          return;
        }
        long used = ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
        if (used > most) {
          most = used;
          journal.heap(most);
        }
      } catch (OutOfMemoryError e) {
        Thread.onSpinWait();
      }
    }
  }

  private boolean stoppedWithin(int millis) {
    try {
      return stopped.await(millis, TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return true;
    }
  }
}
