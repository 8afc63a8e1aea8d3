package io.durableemitter.core;

import io.durableemitter.api.Payload;
import io.durableemitter.spi.ClaimedEvent;
import io.durableemitter.spi.DurableEventStore;
import io.durableemitter.spi.Page;
import io.durableemitter.spi.PageRequest;
import io.durableemitter.spi.StoreException;
import io.durableemitter.testkit.ForwardingEventStore;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Semaphore;
import java.util.function.Supplier;

/** A store whose inserts wait until the test lets them go on, and can be made to fail. */
public final class GatedStore extends ForwardingEventStore {

  private final Semaphore entered = new Semaphore(0);
  private final Semaphore permits = new Semaphore(0);
  private final Connection connection = new Connection();
  private final List<Integer> insertSizes = new ArrayList<>();
  private volatile boolean open;
  private volatile Optional<StoreException> failure = Optional.empty();

  public GatedStore(DurableEventStore store) {
    super(store);
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
  public long[] insertBatch(int most, Supplier<List<Payload>> departing) {
    connection.await();
    List<Payload> payloads = departing.get();
    return payloads.isEmpty() ? new long[0] : insertBatch(payloads);
  }

  @Override
  public long[] insertBatch(List<Payload> payloads) {
    synchronized (this) {
      insertSizes.add(payloads.size());
    }
    entered.release();
    if (!open) {
      permits.acquireUninterruptibly();
    }
    failIfTold();
    return super.insertBatch(payloads);
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
  public int markDeliveredBatch(UUID owner, long[] ids) {
    failIfTold();
    return super.markDeliveredBatch(owner, ids);
  }

  @Override
  public Page<ClaimedEvent> claim(UUID owner, Duration lease, PageRequest request) {
    failIfTold();
    return super.claim(owner, lease, request);
  }

  @Override
  public void probe() {
    failIfTold();
    super.probe();
  }
}
