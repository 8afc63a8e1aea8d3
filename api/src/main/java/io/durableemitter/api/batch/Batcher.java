package io.durableemitter.api.batch;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/**
 * Turns single items into batches: a bounded queue and a few workers, each of which takes all that
 * is queued, up to a size, as soon as it is free. At low load an item is handled at once and alone;
 * under load batches grow by themselves, because items gather while a worker is busy. A linger is
 * possible but never needed.
 *
 * <p>Every item that is accepted is given to the {@link BatchHandler} exactly once, to be handled
 * or, if closing takes too long, to be abandoned.
 *
 * <p>Safe for concurrent use. Threads are daemons and are made by {@link #start()}, never by the
 * constructor.
 *
 * @param <T> the type of the items
 */
public final class Batcher<T> {

  private final BatcherSettings settings;
  private final BatchHandler<T> handler;
  private final BatchQueue<T> queue;
  private final List<Thread> workers = new ArrayList<>();
  private final AtomicBoolean started = new AtomicBoolean();

  /**
   * A batcher whose items weigh nothing.
   *
   * @param settings the bounds
   * @param handler what to do with batches
   * @throws IllegalArgumentException if a bound is out of range; the message names it
   */
  public Batcher(BatcherSettings settings, BatchHandler<T> handler) {
    this(settings, item -> 0L, handler);
  }

  /**
   * A batcher whose items have a weight, usually their bytes.
   *
   * @param settings the bounds
   * @param weigher the weight of an item, 0 or more; always the same for the same item
   * @param handler what to do with batches
   * @throws IllegalArgumentException if a bound is out of range; the message names it
   */
  public Batcher(
      BatcherSettings settings, ToLongFunction<? super T> weigher, BatchHandler<T> handler) {
    settings.check();
    this.settings = settings;
    this.handler = handler;
    this.queue = new BatchQueue<>(settings, weigher);
  }

  /** Starts the workers. A second call does nothing. */
  public void start() {
    if (!started.compareAndSet(false, true)) {
      return;
    }
    synchronized (workers) {
      for (int i = 1; i <= settings.workers(); i++) {
        Thread worker = new Thread(this::work, settings.name() + "-" + i);
        worker.setDaemon(true);
        workers.add(worker);
      }
      workers.forEach(Thread::start);
    }
  }

  /**
   * Offers an item without waiting. Items offered before {@link #start()} wait in the queue.
   *
   * @param item the item
   * @return whether it was taken
   */
  public Offer offer(T item) {
    return queue.offer(item);
  }

  /**
   * Offers an item, waiting for room.
   *
   * @param item the item
   * @param timeout the most time to wait
   * @return whether it was taken; {@link Offer#FULL} if there was no room in time
   * @throws InterruptedException if the caller is interrupted while waiting; then the item was not
   *     taken
   */
  public Offer offer(T item, Duration timeout) throws InterruptedException {
    return queue.offer(item, TimeUnit.NANOSECONDS.convert(timeout));
  }

  /**
   * Handles one batch on the calling thread, without waiting for items: for callers that bring
   * their own thread instead of {@link #start()}, or beside it.
   *
   * @return how many items the batch had; 0 if nothing was queued
   */
  public int runOnce() {
    List<T> batch = queue.poll();
    if (!batch.isEmpty()) {
      handle(batch);
    }
    return batch.size();
  }

  /**
   * How many items wait, without those that are being handled.
   *
   * @return 0 to {@link BatcherSettings#maxQueued()}
   */
  public int queued() {
    return queue.size();
  }

  /**
   * How many workers are handling a batch.
   *
   * @return 0 to {@link BatcherSettings#workers()}
   */
  public int busyWorkers() {
    return queue.handling();
  }

  /**
   * Refuses further items, waits until those that are queued are handled, and ends the workers.
   * Past the timeout items still queued are abandoned and workers are interrupted. Idempotent;
   * legal before {@link #start()} and from within the handler, where it does not wait for its own
   * worker.
   *
   * @param timeout the most time to wait
   * @return whether everything that was accepted was handled and all workers have ended
   */
  public boolean close(Duration timeout) {
    long deadline = System.nanoTime() + TimeUnit.NANOSECONDS.convert(timeout);
    queue.close();
    boolean ended = joinAll(deadline);
    List<T> rest = queue.drain();
    if (!rest.isEmpty()) {
      contain(rest, () -> handler.abandoned(rest));
    }
    if (!ended) {
      interruptWorkers();
    }
    return ended && rest.isEmpty();
  }

  private boolean joinAll(long deadline) {
    List<Thread> running;
    synchronized (workers) {
      running = List.copyOf(workers);
    }
    boolean ended = true;
    for (Thread worker : running) {
      if (worker == Thread.currentThread()) {
        continue;
      }
      try {
        long millis = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
        if (millis > 0) {
          worker.join(millis);
        }
      } catch (InterruptedException e) {
        // the closing thread is told to hurry: stop waiting, end what is left
        Thread.currentThread().interrupt();
        return false;
      }
      ended &= !worker.isAlive();
    }
    return ended;
  }

  private void interruptWorkers() {
    synchronized (workers) {
      workers.stream().filter(w -> w != Thread.currentThread()).forEach(Thread::interrupt);
    }
  }

  private void work() {
    while (true) {
      List<T> batch = nextBatch();
      if (batch == null) {
        continue;
      }
      if (batch.isEmpty()) {
        return;
      }
      handle(batch);
    }
  }

  private void handle(List<T> batch) {
    try {
      contain(batch, () -> handler.handle(batch));
    } finally {
      queue.done();
    }
  }

  /** The next batch, empty at the end, null when a stranger interrupted the wait. */
  private @Nullable List<T> nextBatch() {
    try {
      return queue.take();
    } catch (InterruptedException e) {
      // only closing ends a worker, and it closes the queue first: look again
      return null;
    }
  }

  // An Error of one batch must not end the worker that all other batches need.
  private void contain(List<T> batch, Runnable work) {
    try {
      work.run();
    } catch (Throwable error) {
      try {
        handler.failed(batch, error);
      } catch (Throwable second) {
        second.addSuppressed(error);
        Thread current = Thread.currentThread();
        current.getUncaughtExceptionHandler().uncaughtException(current, second);
      }
    }
  }
}
