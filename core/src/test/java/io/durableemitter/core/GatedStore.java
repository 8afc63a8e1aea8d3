package io.durableemitter.core;

import io.durableemitter.api.Payload;
import io.durableemitter.spi.BatchInserter;
import io.durableemitter.spi.DurableEvent;
import io.durableemitter.spi.DurableEventStore;
import io.durableemitter.spi.Page;
import io.durableemitter.spi.PageRequest;
import io.durableemitter.spi.PendingCursor;
import io.durableemitter.spi.Slice;
import io.durableemitter.spi.StoreException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.function.Supplier;

/** A store whose inserts wait until the test lets them go on, and can be made to fail. */
public final class GatedStore implements DurableEventStore {

  private final DurableEventStore store;
  private final Semaphore entered = new Semaphore(0);
  private final Semaphore permits = new Semaphore(0);
  private final Connection connection = new Connection();
  private final List<Integer> insertSizes = new ArrayList<>();
  private volatile boolean open;
  private volatile Optional<StoreException> failure = Optional.empty();

  public GatedStore(DurableEventStore store) {
    this.store = store;
  }

  /** Lets all inserts through from now on. */
  public void open() {
    open = true;
    permits.release(1_000_000);
  }

  public void failWith(StoreException error) {
    failure = Optional.of(error);
  }

  public void recover() {
    failure = Optional.empty();
  }

  /** Waits until an insert has begun. */
  public void awaitInsert() throws InterruptedException {
    entered.acquire();
  }

  public synchronized List<Integer> insertSizes() {
    return List.copyOf(insertSizes);
  }

  private void failIfTold() {
    failure.ifPresent(
        error -> {
          throw error;
        });
  }

  @Override
  public Optional<BatchInserter> batchInserter() {
    return Optional.of(
        new BatchInserter() {
          @Override
          public long[] insertBatch(List<Payload> payloads) {
            return inserted(payloads);
          }

          @Override
          public long[] insertBatch(int most, Supplier<List<Payload>> departing) {
            connection.await();
            return BatchInserter.super.insertBatch(most, departing);
          }
        });
  }

  private long[] inserted(List<Payload> payloads) {
    synchronized (this) {
      insertSizes.add(payloads.size());
    }
    entered.release();
    if (!open) {
      permits.acquireUninterruptibly();
    }
    failIfTold();
    return store.batchInserter().orElseThrow().insertBatch(payloads);
  }

  /** Inserts wait for a connection before they begin. */
  public void withoutConnection() {
    connection.take();
  }

  /** Waits until one more insert waits for a connection. */
  public void awaitConnection() throws InterruptedException {
    connection.awaitWaiting();
  }

  /** There are connections again. */
  public void connect() {
    connection.giveBack();
  }

  /** Instead of a connection there is this. */
  public void connectionFails(StoreException error) {
    connection.fail(error);
  }

  /** What inserts may have to wait for. */
  private static final class Connection {
    private final Semaphore waiting = new Semaphore(0);
    private final Semaphore permits = new Semaphore(0);
    private volatile boolean taken;
    private volatile Optional<StoreException> failure = Optional.empty();

    void take() {
      taken = true;
    }

    void giveBack() {
      taken = false;
      permits.release(1_000);
    }

    void fail(StoreException error) {
      failure = Optional.of(error);
    }

    void awaitWaiting() throws InterruptedException {
      waiting.acquire();
    }

    void await() {
      failure.ifPresent(
          error -> {
            throw error;
          });
      if (taken) {
        waiting.release();
        permits.acquireUninterruptibly();
      }
    }
  }

  @Override
  public long insert(Payload payload) {
    return batchInserter().orElseThrow().insertBatch(List.of(payload))[0];
  }

  @Override
  public void delete(long id) {
    store.delete(id);
  }

  @Override
  public int markDeliveredBatch(long[] ids) {
    failIfTold();
    return store.markDeliveredBatch(ids);
  }

  @Override
  public Slice purgeDelivered(PendingCursor after, int limit) {
    return store.purgeDelivered(after, limit);
  }

  @Override
  public Page<DurableEvent> listPending(PageRequest request) {
    failIfTold();
    return store.listPending(request);
  }

  @Override
  public Slice deleteExpired(Duration ttl, PendingCursor after, int limit) {
    return store.deleteExpired(ttl, after, limit);
  }

  @Override
  public Instant currentTime() {
    return store.currentTime();
  }

  @Override
  public void probe() {
    failIfTold();
    store.probe();
  }
}
