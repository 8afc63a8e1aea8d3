package io.durableemitter.benchmarks.peers.work;

import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/** Delivers each event at once, but for some that it is told to treat otherwise. */
final class ScriptedOutbox implements Outbox {

  /** What is done with one of ten events. */
  enum Fault {
    NONE,
    TWICE,
    LOST,
    KEPT,
    CHANGED,
    SHORTENED
  }

  private final Deliveries deliveries;
  private final Fault fault;
  private final AtomicLong count = new AtomicLong();
  private final AtomicLong faults = new AtomicLong();

  ScriptedOutbox(Deliveries deliveries, Fault fault) {
    this.deliveries = deliveries;
    this.fault = fault;
  }

  @Override
  public String version() {
    return "1";
  }

  @Override
  public String settings() {
    return "with \"faults\"";
  }

  @Override
  public void persist(List<byte[]> bodies) {
    for (byte[] body : bodies) {
      boolean faulty = fault != Fault.NONE && count.incrementAndGet() % 10 == 0;
      if (faulty) {
        faults.incrementAndGet();
        deliverWrongly(body);
      } else {
        deliveries.accept(body);
      }
    }
  }

  private void deliverWrongly(byte[] body) {
    switch (fault) {
      case TWICE -> {
        deliveries.accept(body);
        deliveries.accept(body.clone());
      }
      case CHANGED -> {
        body[Deliveries.SIZE - 1] ^= 1;
        deliveries.accept(body);
      }
      case SHORTENED -> deliveries.accept(body, 0, Deliveries.SIZE - 1);
      case NONE, LOST, KEPT -> {}
    }
  }

  long faults() {
    return faults.get();
  }

  @Override
  public long left() {
    return fault == Fault.KEPT ? faults() : 0;
  }

  @Override
  public void close() {}
}
