package io.durableemitter.http;

import io.durableemitter.api.DeliveryResult;
import io.durableemitter.api.DeliveryResult.FailureKind;
import io.durableemitter.api.internal.batch.BatchHandler;
import io.durableemitter.api.internal.log.LogThrottle;
import io.durableemitter.api.internal.log.ThrottledLog;
import io.durableemitter.api.internal.text.ErrorText;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * What a worker does with the batch it has taken: writes its events, cuts them to requests, makes
 * the calls, and runs the callbacks. While all workers are busy events gather behind them. Safe for
 * concurrent use.
 */
final class EventSender implements BatchHandler<Outgoing> {

  private static final String FAILED =
      "sending a batch failed unexpectedly; its events stay pending";

  private final HttpConfig config;
  private final EventEncoding encoding;
  private final InFlight inFlight;
  private final HttpCalls calls;
  private final HttpCounters counters;
  private final Results results;
  private final ThrottledLog log;
  private final Queue<List<Outgoing>> abandoned = new ConcurrentLinkedQueue<>();

  EventSender(
      HttpConfig config,
      InFlight inFlight,
      HttpCalls calls,
      HttpCounters counters,
      Results results,
      LogThrottle throttle) {
    this.config = config;
    this.encoding = EventEncoding.of(config.contentMode());
    this.inFlight = inFlight;
    this.calls = calls;
    this.counters = counters;
    this.results = results;
    this.log = throttle.log(EventSender.class);
  }

  @Override
  public void handle(List<Outgoing> batch) {
    Delivery delivery = inFlight.enter(batch);
    try {
      List<EncodedEvent> request = new ArrayList<>(batch.size());
      long bytes = 0;
      for (Outgoing event : batch) {
        Optional<EncodedEvent> encoded = encode(delivery, event);
        int size = encoded.map(EncodedEvent::size).orElse(0);
        long more = (long) size + EventEncoding.FRAMING_BYTES;
        if (!request.isEmpty() && bytes + more > config.batching().batchBytes()) {
          send(delivery, request);
          request = new ArrayList<>();
          bytes = 0;
        }
        if (encoded.isPresent()) {
          request.add(encoded.get());
          bytes += more;
        }
      }
      if (!request.isEmpty()) {
        send(delivery, request);
      }
    } finally {
      inFlight.leave(delivery);
    }
  }

  /** Empty if it cannot be sent; then it has been told so. */
  private Optional<EncodedEvent> encode(Delivery delivery, Outgoing event) {
    try {
      EncodedEvent encoded = encoding.encode(event, LegalEvent.read(event.payload()));
      if (encoded.size() + EventEncoding.FRAMING_BYTES <= config.maxRequestBytes()) {
        return Optional.of(encoded);
      }
      results.tell(
          delivery,
          event,
          DeliveryResult.failed(
              FailureKind.OVER_LIMIT,
              "the event has "
                  + encoded.size()
                  + " bytes as it would be sent, and maxRequestBytes is "
                  + config.maxRequestBytes()));
    } catch (MalformedEventException e) {
      results.tell(
          delivery,
          event,
          DeliveryResult.rejected("MALFORMED_EVENT", String.valueOf(e.getMessage()), true));
    }
    return Optional.empty();
  }

  private void send(Delivery delivery, List<EncodedEvent> request) {
    new Bisection(
            events -> calls.call(delivery, events),
            (events, result) -> results.tell(delivery, events, result),
            counters,
            config,
            System::nanoTime)
        .send(request);
  }

  @Override
  public void failed(List<Outgoing> batch, Throwable error) {
    log.error(FAILED, error);
    DeliveryResult result =
        DeliveryResult.failed(
            error instanceof VirtualMachineError ? FailureKind.TRANSPORT : FailureKind.CALL,
            "sending failed unexpectedly: " + ErrorText.of(error),
            error);
    for (Outgoing event : batch) {
      results.tell(event, result);
    }
  }

  /** They are told when the transport has ended its workers: see {@link #tellTheRest()}. */
  @Override
  public void abandoned(List<Outgoing> batch) {
    abandoned.add(batch);
  }

  /** Tells all that have not been told that the transport was closed. */
  void tellTheRest() {
    for (List<Outgoing> batch = abandoned.poll(); batch != null; batch = abandoned.poll()) {
      tellClosed(batch);
    }
    tellClosed(inFlight.unsettled());
  }

  private void tellClosed(List<Outgoing> events) {
    for (Outgoing event : events) {
      results.tell(event, Verdict.CLOSED.result());
    }
  }
}
