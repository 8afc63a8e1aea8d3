package io.durableemitter.core.internal.persist;

import io.durableemitter.api.EmitReceipt;
import io.durableemitter.api.TransactionalEmit;
import io.durableemitter.spi.TransactionalInsert;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Gives rows on, once. Whether they are committed is for the store to say: whoever takes them finds
 * them or does not. So neither a rollback, nor one to a savepoint, nor a commit with an unknown
 * outcome has to be known here.
 */
final class HandOver implements TransactionalEmit {

  private final List<EmitReceipt> receipts;
  private final LongConsumer committed;
  // the connection hangs on it: let go of it once handed over
  private final AtomicReference<@Nullable TransactionalInsert> pending;

  HandOver(TransactionalInsert insert, List<EmitReceipt> receipts, LongConsumer committed) {
    this.receipts = List.copyOf(receipts);
    this.committed = committed;
    this.pending = new AtomicReference<>(insert);
  }

  @Override
  public List<EmitReceipt> receipts() {
    return receipts;
  }

  @Override
  public void handOver() {
    TransactionalInsert insert = pending.get();
    if (insert == null) {
      return;
    }
    if (insert.open().getAsBoolean()) {
      throw new IllegalStateException(
          "the transaction is still open, so that its events cannot be sent yet: call handOver()"
              + " after the commit");
    }
    if (pending.compareAndSet(insert, null)) {
      insert.ids().forEach(committed::accept);
    }
  }
}
