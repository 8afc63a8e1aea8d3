package io.durableemitter.chaos.sabotage;

import io.durableemitter.api.Payload;
import io.durableemitter.spi.DurableEventStore;
import io.durableemitter.spi.StoreException;
import io.durableemitter.testkit.ForwardingEventStore;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;

/** A real store that says of each fifth insert that nobody knows, though it is committed. */
final class ForgetfulStore extends ForwardingEventStore {

  private static final int FORGOTTEN = 5;

  private final AtomicLong inserts = new AtomicLong();

  ForgetfulStore(DurableEventStore store) {
    super(store);
  }

  @Override
  public long[] insertBatch(int most, Supplier<List<Payload>> departing) {
    return forget(super.insertBatch(most, departing));
  }

  private long[] forget(long[] ids) {
    if (inserts.incrementAndGet() % FORGOTTEN == 0) {
      throw new StoreException(StoreException.Outcome.UNKNOWN, "forgotten on purpose", null);
    }
    return ids;
  }
}
