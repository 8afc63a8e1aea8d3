package io.durableemitter.http;

import java.util.List;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/** A batch in the hands of a worker. Fields are written by the worker, and read by others too. */
final class Delivery {

  private final Thread worker;
  private final List<Outgoing> events;
  private volatile @Nullable Future<?> call;
  private volatile @Nullable String foreignCode;
  private volatile long foreignSinceNanos;

  Delivery(Thread worker, List<Outgoing> events) {
    this.worker = worker;
    this.events = events;
  }

  Thread worker() {
    return worker;
  }

  List<Outgoing> events() {
    return events;
  }

  /** Code of others runs now, which may not come back: null when it has. */
  void runs(@Nullable String code) {
    foreignSinceNanos = System.nanoTime();
    foreignCode = code;
  }

  @Nullable String foreignCode() {
    return foreignCode;
  }

  long foreignNanos(long nowNanos) {
    return foreignCode == null ? 0 : nowNanos - foreignSinceNanos;
  }

  /** The call under way: null when it has ended. */
  void waitsFor(@Nullable Future<?> value) {
    call = value;
  }

  void cancel() {
    Future<?> current = call;
    if (current != null) {
      current.cancel(true);
    }
  }
}
