package io.durableemitter.acceptance.chaos;

import io.durableemitter.acceptance.check.EmitJournal;
import io.durableemitter.acceptance.check.Sample;
import io.durableemitter.api.EmitException;
import io.durableemitter.api.EmitException.Outcome;
import io.durableemitter.api.EventEmitter;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Threads that emit at a bounded rate and write down what they are told. */
final class Callers {

  private final HostSettings settings;
  private final EventEmitter emitter;
  private final EmitJournal journal;
  private final CountDownLatch stopped = new CountDownLatch(1);
  private final List<Thread> threads = new ArrayList<>();

  Callers(HostSettings settings, EventEmitter emitter, EmitJournal journal) {
    this.settings = settings;
    this.emitter = emitter;
    this.journal = journal;
  }

  void start() {
    for (int i = 0; i < settings.callers(); i++) {
      String prefix = settings.name() + "-" + i + "-";
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

  void stop() {
    stopped.countDown();
  }

  private void emitAll(String prefix) {
    for (int number = 1; !stoppedWithin(settings.pauseMillis()); number++) {
      Sample event = Sample.of(prefix + number);
      journal.attempt(event.id(), event.fingerprint());
      if (settings.fakedAcks() > 0 && number % settings.fakedAcks() == 0) {
        journal.acknowledged(event.id());
      } else {
        emit(event);
      }
    }
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
    while (!stoppedWithin(200)) {
      long used = ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
      if (used > most) {
        most = used;
        journal.heap(most);
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
