package io.durableemitter.chaos.load;

import io.durableemitter.api.EmitException;
import io.durableemitter.api.EmitException.Outcome;
import io.durableemitter.api.EventEmitter;
import io.durableemitter.chaos.check.EmitJournal;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;

/** Threads that emit at a bounded rate and write down what they are told. */
public final class Callers implements Load {

  private static final int DEEPEST_CAUSE = 20;
  private static final long NO_MEMORY_NANOS = 1_000_000;

  private final String name;
  private final int pauseMillis;
  private final Function<String, Sample> samples;
  private final int events;
  private final EventEmitter emitter;
  private final EmitJournal journal;
  private final CallerThreads threads = new CallerThreads();

  private enum Told {
    STORED,
    REJECTED,
    UNKNOWN
  }

  /**
   * Callers that have not begun.
   *
   * @param name begins the ids of their events
   * @param pauseMillis between two emits of a caller
   */
  public Callers(String name, int pauseMillis, EventEmitter emitter, EmitJournal journal) {
    this(name, pauseMillis, Sample::of, 0, emitter, journal);
  }

  private Callers(
      String name,
      int pauseMillis,
      Function<String, Sample> samples,
      int events,
      EventEmitter emitter,
      EmitJournal journal) {
    this.name = name;
    this.pauseMillis = pauseMillis;
    this.samples = samples;
    this.events = events;
    this.emitter = emitter;
    this.journal = journal;
  }

  /** Callers as these, with the events of their ids. */
  public Callers of(Function<String, Sample> others) {
    return new Callers(name, pauseMillis, others, events, emitter, journal);
  }

  /** Callers as these, of which each emits so many events; 0 for no end. */
  public Callers untilEach(int most) {
    return new Callers(name, pauseMillis, samples, most, emitter, journal);
  }

  @Override
  public void start(int callers) {
    for (int i = 0; i < callers; i++) {
      String prefix = name + "-" + i + "-";
      threads.start("caller-" + i, () -> emitAll(prefix));
    }
  }

  @Override
  public void stop() {
    threads.stop();
  }

  @Override
  public void finish() throws InterruptedException {
    threads.finish();
  }

  private void emitAll(String prefix) {
    for (int number = 1; events == 0 || number <= events; number++) {
      try {
        if (threads.stoppedWithin(pauseMillis)) {
          return;
        }
        Sample event = samples.apply(prefix + number);
        journal.attempt(event.id(), event.fingerprint());
        note(event.id(), emit(event));
      } catch (RuntimeException | Error e) {
        // an application without memory for the moment: nothing was asked of the emitter
        await(e);
      }
    }
  }

  private Told emit(Sample event) {
    try {
      emitter.emit(event.body(), event.attributes());
      return Told.STORED;
    } catch (EmitException e) {
      return e.outcome() == Outcome.REJECTED ? Told.REJECTED : Told.UNKNOWN;
    } catch (RuntimeException | Error e) {
      await(e);
      return Told.UNKNOWN;
    }
  }

  /** Writes it down, however often there is no memory for it. */
  private void note(String id, Told told) {
    while (true) {
      try {
        switch (told) {
          case STORED -> journal.acknowledged(id);
          case REJECTED -> journal.rejected(id);
          case UNKNOWN -> journal.unknown(id);
        }
        return;
      } catch (RuntimeException | Error e) {
        await(e);
      }
    }
  }

  /** Waits a moment if it is for want of memory, and else throws it. */
  private static void await(Throwable error) {
    if (!isForWantOfMemory(error)) {
      if (error instanceof Error other) {
        throw other;
      }
      throw (RuntimeException) error;
    }
    LockSupport.parkNanos(NO_MEMORY_NANOS);
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
}
