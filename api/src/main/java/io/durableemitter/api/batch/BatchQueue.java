package io.durableemitter.api.batch;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.Condition;
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
 * the patience. One of the idle workers ({@code watching}) looks at the time for all of them. All
 * fields are guarded by {@code lock}.
 */
final class BatchQueue<T> {

  private final BatcherSettings settings;
  private final ToLongFunction<? super T> weigher;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition notEmpty = lock.newCondition();
  private final Condition notFull = lock.newCondition();
  private final ArrayDeque<T> items = new ArrayDeque<>();
  private long weight;
  private int idleWorkers;
  private int waitingForRoom;
  private int handling;
  private long lastTakeNanos;
  private boolean waking;
  private boolean watching;
  private boolean closed;

  BatchQueue(BatcherSettings settings, ToLongFunction<? super T> weigher) {
    this.settings = settings;
    this.weigher = weigher;
  }

  Offer offer(T item) {
    long itemWeight = weigher.applyAsLong(item);
    lock.lock();
    try {
      return closed ? Offer.CLOSED : tryAdd(item, itemWeight);
    } finally {
      lock.unlock();
    }
  }

  Offer offer(T item, long timeoutNanos) throws InterruptedException {
    long itemWeight = weigher.applyAsLong(item);
    long nanos = timeoutNanos;
    lock.lockInterruptibly();
    try {
      while (!closed) {
        if (tryAdd(item, itemWeight) == Offer.ACCEPTED) {
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

  private Offer tryAdd(T item, long itemWeight) {
    boolean fits = items.isEmpty() || weight + itemWeight <= settings.maxQueuedWeight();
    if (items.size() >= settings.maxQueued() || !fits) {
      return Offer.FULL;
    }
    items.addLast(item);
    weight += itemWeight;
    wakeOne();
    return Offer.ACCEPTED;
  }

  private void wakeOne() {
    if (idleWorkers > 0 && !waking && (!watching || handling == 0 || isFull())) {
      waking = true;
      notEmpty.signal();
    }
  }

  private boolean isFull() {
    return items.size() >= settings.maxBatch() || weight >= settings.maxBatchWeight();
  }

  /** Waits for items and takes a batch; empty when the queue is closed and nothing is left. */
  List<T> take() throws InterruptedException {
    lock.lockInterruptibly();
    try {
      do {
        awaitItem();
        if (!settings.linger().isZero()) {
          awaitFullBatch();
        }
        // another worker may have emptied the queue while this one lingered
      } while (items.isEmpty() && !closed);
      return takeQueued();
    } finally {
      lock.unlock();
    }
  }

  private void awaitItem() throws InterruptedException {
    while (!closed) {
      if (items.isEmpty()) {
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
    if (handling == 0 || isFull()) {
      return 0;
    }
    return settings.patience().toNanos() - (System.nanoTime() - lastTakeNanos);
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
    long nanos = settings.linger().toNanos();
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
    List<T> batch = new ArrayList<>(Math.min(items.size(), settings.maxBatch()));
    long batchWeight = 0;
    while (!items.isEmpty() && batch.size() < settings.maxBatch()) {
      long next = weigher.applyAsLong(items.peekFirst());
      if (!batch.isEmpty() && batchWeight + next > settings.maxBatchWeight()) {
        break;
      }
      batchWeight += next;
      batch.add(items.removeFirst());
    }
    weight -= batchWeight;
    if (!batch.isEmpty()) {
      handling++;
      lastTakeNanos = System.nanoTime();
    }
    if (waitingForRoom > 0) {
      notFull.signalAll();
    }
    if (!items.isEmpty()) {
      wakeOne();
    }
    return batch;
  }

  /** A worker is done with the batch that it took. */
  void done() {
    lock.lock();
    try {
      handling--;
    } finally {
      lock.unlock();
    }
  }

  /** How many batches are taken and not done. */
  int handling() {
    lock.lock();
    try {
      return handling;
    } finally {
      lock.unlock();
    }
  }

  /** Refuses further items; what is queued can still be taken. */
  void close() {
    lock.lock();
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
      List<T> rest = new ArrayList<>(items);
      items.clear();
      weight = 0;
      return rest;
    } finally {
      lock.unlock();
    }
  }

  int size() {
    lock.lock();
    try {
      return items.size();
    } finally {
      lock.unlock();
    }
  }
}
