package io.durableemitter.api.internal.batch;

import io.durableemitter.api.BatchingConfig;
import io.durableemitter.api.internal.batch.Places.Place;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.ToLongFunction;

/**
 * The bounded queue inside a {@link Batcher}.
 *
 * <p>Notes on waking. A signal per offer would wake every idle worker for a handful of items each,
 * which is the opposite of a batch. So at most one worker is on its way at a time ({@code waking}):
 * it takes all there is, and passes the signal on only if something is left. A worker that is busy
 * needs no signal, since it looks at the queue before it waits.
 *
 * <p>Notes on patience. While one worker handles a batch the others leave what gathers behind it
 * alone, so that the next batch is large, unless it is full already or the worker takes longer than
 * the patience. One of the idle workers ({@code watching}) looks at the time for all of them.
 *
 * <p>Notes on memory. There may be none at any moment, and then nothing may be lost. So an item's
 * place is made by whoever offers it, before it enters; a batch is made before its items leave; and
 * what must be done then, to close and to count a batch as done, needs none. All fields but {@code
 * handling} are guarded by {@code lock}.
 */
class BatchQueue<T> {

  private static final long PAUSE_NANOS = TimeUnit.MICROSECONDS.toNanos(100);
  private static final int MOST_PAUSES = 10_000;

  private final BatchingConfig batching;
  private final long lingerNanos;
  private final long patienceNanos;
  private final ToLongFunction<? super T> weigher;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition notEmpty = lock.newCondition();
  private final Condition notFull = lock.newCondition();
  private final Places<T> places = new Places<>();
  private final AtomicInteger handling = new AtomicInteger();
  private int idleWorkers;
  private int waitingForRoom;
  private long lastTakeNanos;
  private boolean waking;
  private boolean watching;
  private boolean closed;

  BatchQueue(BatchingConfig batching, Duration patience, ToLongFunction<? super T> weigher) {
    this.batching = batching;
    this.lingerNanos = TimeUnit.NANOSECONDS.convert(batching.flushInterval());
    this.patienceNanos = TimeUnit.NANOSECONDS.convert(patience);
    this.weigher = weigher;
  }

  /**
   * Starts workers while none of them can get the lock, and returns when the first waits for it.
   * From then on a signal needs no memory. In Java 17 one that finds none loses whom it was for.
   */
  void whileLocked(Runnable start) {
    lock.lock();
    try {
      start.run();
      for (int i = 0; i < MOST_PAUSES && !lock.hasQueuedThreads(); i++) {
        LockSupport.parkNanos(this, PAUSE_NANOS);
      }
    } finally {
      lock.unlock();
    }
  }

  Offer offer(T item) {
    Place<T> place = new Place<>(item, weigher.applyAsLong(item));
    lock.lock();
    try {
      return closed ? Offer.CLOSED : tryAdd(place);
    } finally {
      lock.unlock();
    }
  }

  Offer offer(T item, long timeoutNanos) throws InterruptedException {
    Place<T> place = new Place<>(item, weigher.applyAsLong(item));
    long nanos = timeoutNanos;
    lock.lockInterruptibly();
    try {
      while (!closed) {
        if (tryAdd(place) == Offer.ACCEPTED) {
          return Offer.ACCEPTED;
        }
        if (nanos <= 0) {
          return Offer.FULL;
        }
        waitingForRoom++;
        try {
          nanos = notFull.awaitNanos(nanos);
        } finally {
          waitingForRoom--;
        }
      }
      return Offer.CLOSED;
    } finally {
      lock.unlock();
    }
  }

  /** Adds what there is room for, from the first on, and tells how many. */
  int offerAll(List<T> items) {
    List<Place<T>> made =
        items.stream().map(item -> new Place<>(item, weigher.applyAsLong(item))).toList();
    lock.lock();
    try {
      int added = 0;
      while (!closed && added < made.size() && tryAdd(made.get(added)) == Offer.ACCEPTED) {
        added++;
      }
      return added;
    } finally {
      lock.unlock();
    }
  }

  private Offer tryAdd(Place<T> place) {
    boolean fits = places.isEmpty() || place.weight() <= batching.queueBytes() - places.weight();
    if (places.size() >= batching.queueSize() || !fits) {
      return Offer.FULL;
    }
    places.add(place);
    wakeOne();
    return Offer.ACCEPTED;
  }

  private void wakeOne() {
    if (idleWorkers > 0 && !waking && (!watching || handling.get() == 0 || isFull())) {
      waking = true;
      notEmpty.signal();
    }
  }

  private boolean isFull() {
    return places.size() >= batching.batchSize() || places.weight() >= batching.batchBytes();
  }

  /** Waits for items and takes a batch; empty when the queue is closed and nothing is left. */
  List<T> take() throws InterruptedException {
    lock.lockInterruptibly();
    try {
      do {
        awaitItem();
        if (lingerNanos > 0) {
          awaitFullBatch();
        }
        // another worker may have emptied the queue while this one lingered
      } while (places.isEmpty() && !closed);
      return takeQueued();
    } finally {
      lock.unlock();
    }
  }

  private void awaitItem() throws InterruptedException {
    while (!closed) {
      if (places.isEmpty()) {
        await(Long.MAX_VALUE);
        continue;
      }
      long nanos = patienceLeft();
      if (nanos <= 0) {
        return;
      }
      boolean watcher = !watching;
      watching = true;
      try {
        await(watcher ? nanos : Long.MAX_VALUE);
      } finally {
        if (watcher) {
          watching = false;
        }
      }
    }
  }

  /** How long what is queued is left to the worker that is busy. */
  private long patienceLeft() {
    if (handling.get() == 0 || isFull()) {
      return 0;
    }
    return patienceNanos - (System.nanoTime() - lastTakeNanos);
  }

  @SuppressWarnings("WaitNotInLoop") // the callers loop
  private long await(long nanos) throws InterruptedException {
    idleWorkers++;
    try {
      return notEmpty.awaitNanos(nanos);
    } finally {
      idleWorkers--;
      waking = false;
    }
  }

  private void awaitFullBatch() throws InterruptedException {
    long nanos = lingerNanos;
    while (!closed && nanos > 0 && !isFull()) {
      nanos = await(nanos);
    }
  }

  /** Takes a batch without waiting; empty when nothing is queued. */
  List<T> poll() {
    lock.lock();
    try {
      return takeQueued();
    } finally {
      lock.unlock();
    }
  }

  private List<T> takeQueued() {
    List<T> batch = places.remove(places.countUpTo(batching.batchSize(), batching.batchBytes()));
    if (!batch.isEmpty()) {
      handling.incrementAndGet();
      lastTakeNanos = System.nanoTime();
    }
    if (waitingForRoom > 0) {
      notFull.signalAll();
    }
    if (!places.isEmpty()) {
      wakeOne();
    }
    return batch;
  }

  /** A worker is done with the batch that it took. */
  void done() {
    handling.decrementAndGet();
  }

  /** How many batches are taken and not done. */
  int handling() {
    return handling.get();
  }

  /** Refuses further items; what is queued can still be taken. */
  void close() {
    // to wait for the lock in its queue would need memory
    while (!lock.tryLock()) {
      LockSupport.parkNanos(this, PAUSE_NANOS);
    }
    try {
      closed = true;
      notEmpty.signalAll();
      notFull.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** Takes everything at once, without waiting. */
  List<T> drain() {
    lock.lock();
    try {
      return places.remove(places.size());
    } finally {
      lock.unlock();
    }
  }

  int size() {
    lock.lock();
    try {
      return places.size();
    } finally {
      lock.unlock();
    }
  }

  long weight() {
    lock.lock();
    try {
      return places.weight();
    } finally {
      lock.unlock();
    }
  }
}
