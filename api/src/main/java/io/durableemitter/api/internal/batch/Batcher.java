package io.durableemitter.api.internal.batch;

import io.durableemitter.api.BatchingConfig;
import io.durableemitter.api.internal.text.ErrorText;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.function.ToLongFunction;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Turns single items into batches: a bounded queue and a few workers, each of which takes all that
 * is queued, up to a size, as soon as it is free. At low load an item is handled at once and alone;
 * under load batches grow by themselves, because items gather while a worker is busy. A linger is
 * possible but never needed.
 *
 * <p>Every item that is accepted is given to the {@link BatchHandler} exactly once, to be handled
 * or, if closing takes too long, to be abandoned. Neither what the handler throws nor a moment
 * without memory ends a worker or loses an item; {@link #problem()} tells of both.
 *
 * <p>Safe for concurrent use. Threads are daemons and are made by {@link #start()}, never by the
 * constructor.
 *
 * @param <T> the type of the items
 */
public final class Batcher<T> {

  private static final Duration LONGEST_BATCH = Duration.ofSeconds(30);

  private final BatchQueue<T> queue;
  private final List<Worker<T>> workers;
  private final Worker<T> caller; // of those that bring their own thread
  private final AtomicReference<@Nullable Throwable> lastFailure = new AtomicReference<>();
  private final AtomicBoolean started = new AtomicBoolean();
  private volatile boolean closed;

  /**
   * A batcher whose items weigh nothing, and whose workers have no patience.
   *
   * @param name prefix of the workers' names
   * @param batching the bounds
   * @param handler what to do with batches
   */
  public Batcher(String name, BatchingConfig batching, BatchHandler<T> handler) {
    this(name, batching, Duration.ZERO, item -> 0L, handler);
  }

  /**
   * A batcher whose items have a weight, usually their bytes.
   *
   * @param name prefix of the workers' names
   * @param batching the bounds
   * @param patience how long idle workers leave what gathers behind a busy one alone, so that it
   *     becomes one large batch; a full batch is always taken at once. Zero for not at all
   * @param weigher the bytes of an item, 0 or more; asked once for each, by whoever offers it
   * @param handler what to do with batches
   */
  public Batcher(
      String name,
      BatchingConfig batching,
      Duration patience,
      ToLongFunction<? super T> weigher,
      BatchHandler<T> handler) {
    this(name, batching, patience, weigher, handler, System::nanoTime);
  }

  Batcher(
      String name,
      BatchingConfig batching,
      Duration patience,
      ToLongFunction<? super T> weigher,
      BatchHandler<T> handler,
      LongSupplier ticker) {
    this.queue = new BatchQueue<>(batching, patience, weigher);
    this.caller = new Worker<>(name, queue, handler, lastFailure, ticker);
    this.workers =
        IntStream.rangeClosed(1, batching.workers())
            .mapToObj(i -> name + "-" + i)
            .map(worker -> new Worker<>(worker, queue, handler, lastFailure, ticker))
            .toList();
  }

  /** Starts the workers. A second call does nothing. */
  public void start() {
    if (started.compareAndSet(false, true)) {
      queue.whileLocked(() -> workers.forEach(Worker::start));
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
   * Offers items without waiting, so that those there is room for can be one batch.
   *
   * @param items the items
   * @return how many of them were taken, from the first on; none if it is closed
   */
  public int offerAll(List<T> items) {
    return queue.offerAll(items);
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
      caller.handle(batch);
    }
    return batch.size();
  }

  /**
   * How many items wait, without those that are being handled.
   *
   * @return 0 to {@link BatchingConfig#queueSize()}
   */
  public int queued() {
    return queue.size();
  }

  /**
   * What the items weigh that wait, without those that are being handled.
   *
   * @return 0 or more
   */
  public long queuedWeight() {
    return queue.weight();
  }

  /**
   * How many workers are handling a batch.
   *
   * @return 0 to {@link BatchingConfig#workers()}
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
    long begin = System.nanoTime();
    closed = true;
    queue.close();
    boolean ended = joinAll(begin, TimeUnit.NANOSECONDS.convert(timeout));
    try {
      List<T> rest = drain();
      if (!rest.isEmpty()) {
        caller.abandon(rest);
      }
      return ended && rest.isEmpty();
    } finally {
      if (!ended) {
        workers.forEach(Worker::interrupt);
      }
    }
  }

  private boolean joinAll(long begin, long nanos) {
    boolean ended = true;
    for (int i = 0; i < workers.size(); i++) {
      try {
        long left = nanos - (System.nanoTime() - begin);
        ended &= workers.get(i).join(TimeUnit.NANOSECONDS.toMillis(left));
      } catch (InterruptedException e) {
        // the closing thread is told to hurry: stop waiting, end what is left
        Thread.currentThread().interrupt();
        return false;
      }
    }
    return ended;
  }

  private List<T> drain() {
    for (int attempt = 1; attempt < Worker.MOST_ATTEMPTS; attempt++) {
      try {
        return queue.drain();
      } catch (OutOfMemoryError none) {
        Worker.pause();
      }
    }
    return queue.drain();
  }

  /**
   * What is wrong, the worst first: a worker has ended; one does not get on, or has been busy with
   * one batch for more than 30 s; the last batch failed, until the next goes well. Never blocks.
   *
   * @return why batches are not handled as they should be; empty if they are
   */
  public Optional<String> problem() {
    return gone().or(() -> firstOf(worker -> worker.stuck(LONGEST_BATCH))).or(this::lastFailed);
  }

  /**
   * Whether no worker has ended that nobody ended. Never blocks.
   *
   * @return true before the start and once closed
   */
  public boolean isAlive() {
    return gone().isEmpty();
  }

  private Optional<String> gone() {
    return firstOf(worker -> worker.gone().filter(text -> !closed));
  }

  private Optional<String> firstOf(Function<Worker<T>, Optional<String>> look) {
    return workers.stream().map(look).flatMap(Optional::stream).findFirst();
  }

  private Optional<String> lastFailed() {
    return Optional.ofNullable(lastFailure.get())
        .map(error -> "the last batch failed: " + ErrorText.of(error));
  }
}
