package io.durableemitter.acceptance.chaos;

import io.durableemitter.acceptance.StoreWrapper;
import io.durableemitter.api.Payload;
import io.durableemitter.spi.BatchInserter;
import io.durableemitter.spi.DurableEventStore;
import io.durableemitter.spi.StoreException;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;

/** A real store that says of each fifth insert that nobody knows, though it is committed. */
final class ForgetfulStore extends StoreWrapper {

  private static final int FORGOTTEN = 5;

  private final AtomicLong inserts = new AtomicLong();

  ForgetfulStore(DurableEventStore store) {
    super(store);
  }

  @Override
  public long insert(Payload payload) {
    return forget(new long[] {store().insert(payload)})[0];
  }

  @Override
  public Optional<BatchInserter> batchInserter() {
    return store()
        .batchInserter()
        .map(inserter -> payloads -> forget(inserter.insertBatch(payloads)));
  }

  private long[] forget(long[] ids) {
    if (inserts.incrementAndGet() % FORGOTTEN == 0) {
      throw new StoreException(StoreException.Outcome.UNKNOWN, "forgotten on purpose", null);
    }
    return ids;
  }
}
