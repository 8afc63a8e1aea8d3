package io.durableemitter.core.internal.deliver;

import io.durableemitter.api.BatchingConfig;
import io.durableemitter.api.internal.batch.BatchHandler;
import io.durableemitter.api.internal.batch.Batcher;
import io.durableemitter.api.internal.batch.Offer;
import io.durableemitter.api.internal.log.LogThrottle;
import io.durableemitter.api.internal.log.ThrottledLog;
import io.durableemitter.core.internal.metrics.EmitterCounters;
import io.durableemitter.spi.BackOff;
import io.durableemitter.spi.ClaimedEvent;
import io.durableemitter.spi.DeadLetterRequest;
import io.durableemitter.spi.DurableEventStore;
import io.durableemitter.spi.EventClaims;
import io.durableemitter.spi.StoreException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * Writes to the store what becomes of rows that were not delivered, many at a time. If the store
 * fails, nothing is kept in memory: the row stays pending, is sent again when its lease has ended
 * at the latest, and its failure is handled then. Never blocks.
 */
public final class FailedRows {

  private final EventClaims claims;
  private final DeadLetterMover mover;
  private final UUID owner;
  private final InFlightRows inFlight;
  private final EmitterCounters counters;
  private final ThrottledLog log;
  private final Batcher<FailedRow> batcher;

  /**
   * Failed rows; {@link #start()} makes the thread.
   *
   * @param store where to write
   * @param owner who claims rows here
   * @param batching bounds of the queue, for one worker
   * @param inFlight forgets rows once they are written down
   * @param counters counts what happened
   * @param throttle for reports of a lasting fault
   */
  public FailedRows(
      DurableEventStore store,
      UUID owner,
      BatchingConfig batching,
      InFlightRows inFlight,
      EmitterCounters counters,
      LogThrottle throttle) {
    this.claims = store;
    this.mover = new DeadLetterMover(store, owner, counters);
    this.owner = owner;
    this.inFlight = inFlight;
    this.counters = counters;
    this.log = throttle.log(FailedRows.class);
    // one worker: what it writes is rare, and lasts only while the store is slow
    BatchingConfig alone = batching.toBuilder().workers(1).flushInterval(Duration.ZERO).build();
    this.batcher = new Batcher<>("durable-emitter-failed", alone, new Writer());
  }

  /** Starts writing. */
  public void start() {
    batcher.start();
  }

  /** Writes one batch on the calling thread and tells how many it had; needs no start. */
  int runOnce() {
    return batcher.runOnce();
  }

  /** What is wrong with its threads; empty if nothing is. */
  public Optional<String> problem() {
    return batcher.problem();
  }

  /** Whether none of its threads has ended that nobody ended. */
  public boolean isAlive() {
    return batcher.isAlive();
  }

  /** Rows of which is not written yet what becomes of them. */
  int queued() {
    return batcher.queued();
  }

  /** Writes what is queued and ends. */
  public boolean close(Duration timeout) {
    return batcher.close(timeout);
  }

  /** Gives a row back, if it was claimed, as if it had not been. */
  public void release(long rowId) {
    write(new FailedRow.Released(rowId));
  }

  /** Gives a row back, if it was claimed, that was sent in vain for trouble of the transport. */
  void unreached(long rowId, String error) {
    write(new FailedRow.Unreached(rowId, error));
  }

  /** Gives rows back that are not on their way, before this returns. */
  public void giveBack(List<ClaimedEvent> rows) {
    long[] ids = rows.stream().mapToLong(row -> row.event().id()).sorted().toArray();
    claims.releaseClaims(owner, ids);
  }

  void backOff(BackOff backOff) {
    write(new FailedRow.BackedOff(backOff));
  }

  /** Makes a row a dead letter. */
  public void moveToDeadLetters(DeadLetterRequest request) {
    write(new FailedRow.Dead(request));
  }

  private void write(FailedRow row) {
    if (batcher.offer(row) != Offer.ACCEPTED) {
      inFlight.remove(row.id());
    }
  }

  private final class Writer implements BatchHandler<FailedRow> {

    @Override
    public void handle(List<FailedRow> batch) {
      inFlight.whileNoneIsGivenUp(() -> write(batch));
    }

    private void write(List<FailedRow> batch) {
      List<Long> released = new ArrayList<>();
      List<FailedRow.Unreached> unreached = new ArrayList<>();
      List<BackOff> backOffs = new ArrayList<>();
      List<DeadLetterRequest> dead = new ArrayList<>();
      for (FailedRow row : batch) {
        if (row instanceof FailedRow.BackedOff one) {
          backOffs.add(one.backOff());
        } else if (row instanceof FailedRow.Unreached one) {
          unreached.add(one);
        } else if (row instanceof FailedRow.Dead one) {
          dead.add(one.request());
        } else {
          released.add(row.id());
        }
      }
      try {
        attempt("giving rows back", !released.isEmpty(), () -> releaseAll(released));
        attempt("giving rows back", !unreached.isEmpty(), () -> unreachedAll(unreached));
        attempt("putting rows off", !backOffs.isEmpty(), () -> backOffAll(backOffs));
        attempt("making dead letters", !dead.isEmpty(), () -> mover.moveToDeadLetters(dead));
      } finally {
        // last, so that nobody here sends them again before the store knows
        batch.forEach(row -> inFlight.remove(row.id()));
      }
    }

    private void releaseAll(List<Long> ids) {
      long[] sorted = ids.stream().mapToLong(Long::longValue).sorted().toArray();
      claims.releaseClaims(owner, sorted);
    }

    // rows that fail together fail for the same reason: the last error is stored for all
    private void unreachedAll(List<FailedRow.Unreached> rows) {
      long[] ids = rows.stream().mapToLong(FailedRow.Unreached::id).sorted().toArray();
      String error = rows.get(rows.size() - 1).error();
      claims.releaseUnreached(owner, ids, error);
    }

    private void backOffAll(List<BackOff> backOffs) {
      counters.backedOff(claims.backOff(owner, backOffs));
    }

    private void attempt(String what, boolean wanted, Runnable work) {
      if (!wanted) {
        return;
      }
      try {
        work.run();
      } catch (StoreException error) {
        log.warn(what, "{} failed; they stay pending and are tried again: {}", what, error);
      }
    }

    @Override
    public void failed(List<FailedRow> batch, Throwable error) {
      log.error(
          "failed rows defect",
          "writing down failed rows failed unexpectedly; they stay pending",
          error);
      abandoned(batch);
    }

    @Override
    public void abandoned(List<FailedRow> batch) {
      batch.forEach(row -> inFlight.remove(row.id()));
    }
  }
}
