package io.durableemitter.http;

import io.durableemitter.api.DeliveryResult;
import io.durableemitter.api.internal.log.LogThrottle;
import java.util.List;
import java.util.function.Consumer;

/** Tells events what became of them, each once. Safe for concurrent use. */
final class Results {

  private static final String CALLBACK = "a delivery callback";

  private final HttpCounters counters;
  private final InFlight inFlight;
  private final Consumer<Throwable> thrown;
  private final Consumer<Throwable> uncounted;

  Results(HttpCounters counters, InFlight inFlight, LogThrottle throttle) {
    this.counters = counters;
    this.inFlight = inFlight;
    this.thrown = throttle.log(Results.class).errorOf("callback", "a delivery callback threw: {}");
    this.uncounted = throttle.log(Results.class).errorOf("count", "a result was not counted: {}");
  }

  /** On the worker that has the events. */
  void tell(Delivery delivery, List<EncodedEvent> events, DeliveryResult result) {
    for (EncodedEvent encoded : events) {
      tell(delivery, encoded.event(), result);
    }
  }

  /** On the worker that has the event. */
  void tell(Delivery delivery, Outgoing event, DeliveryResult result) {
    delivery.runs(CALLBACK);
    try {
      tell(event, result);
    } finally {
      delivery.runs(null);
    }
    if (!inFlight.isCancelled()) {
      // a stray interrupt by the callback must not end the next call: only closing ends calls
      boolean unused = Thread.interrupted();
    }
  }

  void tell(Outgoing event, DeliveryResult result) {
    if (!event.settle()) {
      return;
    }
    try {
      counters.result(result);
    } catch (Throwable error) {
      // without memory a counter may throw: the callback is owed all the same
      uncounted.accept(error);
    }
    try {
      event.tell(result);
    } catch (Throwable error) {
      thrown.accept(error);
    }
  }
}
