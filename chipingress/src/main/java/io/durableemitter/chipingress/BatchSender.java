package io.durableemitter.chipingress;

import io.durableemitter.api.DeliveryResult;
import io.durableemitter.api.DeliveryResult.FailureKind;
import io.durableemitter.api.batch.BatchHandler;
import io.durableemitter.api.log.LogThrottle;
import io.durableemitter.proto.PublishResponse;
import io.grpc.Status;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends batches, at most so many at a time. While all permits are taken the worker waits, and
 * events gather into full batches behind it.
 */
final class BatchSender implements BatchHandler<Message> {

  private static final Logger log = LoggerFactory.getLogger(BatchSender.class);
  private static final int MAX_STREAMS = 100_000;
  private static final int SMALLEST_LIMIT = 16 << 10;
  private static final long RECONNECT_NANOS = TimeUnit.SECONDS.toNanos(1);

  private final ChipIngressClient client;
  private final BatchClientConfig config;
  private final BatchCounters counters;
  private final Callbacks callbacks;
  private final LogThrottle throttle;
  private final Semaphore permits;
  private final Set<Send> inFlight = ConcurrentHashMap.newKeySet();
  private final SeqNums seqNums = new SeqNums(MAX_STREAMS);
  private final AtomicInteger byteLimit;
  private final AtomicLong lastReconnect = new AtomicLong(System.nanoTime() - RECONNECT_NANOS);

  BatchSender(
      ChipIngressClient client,
      BatchClientConfig config,
      BatchCounters counters,
      Callbacks callbacks,
      LogThrottle throttle) {
    this.client = client;
    this.config = config;
    this.counters = counters;
    this.callbacks = callbacks;
    this.throttle = throttle;
    this.permits = new Semaphore(config.maxConcurrentSends());
    this.byteLimit = new AtomicInteger(config.maxEventBytes());
  }

  @Override
  public void handle(List<Message> batch) {
    List<StampedMessage> part = new ArrayList<>(batch.size());
    int bytes = 0;
    int limit = byteLimit.get();
    for (Message message : batch) {
      if (message.wireSize() > config.maxEventBytes()) {
        refuse(message);
        continue;
      }
      if (!part.isEmpty() && bytes + message.wireSize() > limit) {
        send(part);
        part = new ArrayList<>();
        bytes = 0;
      }
      bytes += message.wireSize();
      part.add(new StampedMessage(message, seqNums.next(message.header())));
    }
    if (!part.isEmpty()) {
      send(part);
    }
  }

  private void refuse(Message message) {
    callbacks.tell(
        message,
        DeliveryResult.failed(
            FailureKind.TOO_LARGE,
            "the event takes "
                + message.wireSize()
                + " bytes, but maxRequestBytes leaves "
                + config.maxEventBytes()
                + " for an event"));
  }

  private void send(List<StampedMessage> part) {
    try {
      permits.acquire();
    } catch (InterruptedException closing) {
      // only a close that ran out of time interrupts the worker; the flag stays for the next part
      Thread.currentThread().interrupt();
      part.forEach(message -> callbacks.tell(message.message(), abandonedResult()));
      return;
    }
    Send send = new Send(this, part);
    inFlight.add(send);
    send.next();
  }

  void finished(Send send) {
    inFlight.remove(send);
    permits.release();
  }

  /** Remembers that the server takes no requests of this size. */
  void tooLarge(List<StampedMessage> part) {
    counters.split();
    int size = part.stream().mapToInt(message -> message.message().wireSize()).sum();
    int smaller = Math.max(SMALLEST_LIMIT, size / 2);
    if (byteLimit.getAndAccumulate(smaller, Math::min) > smaller) {
      log.warn(
          "{} found a request of about {} bytes too large; sending at most {} from now on",
          client.endpoint(),
          size,
          smaller);
    }
  }

  DeliveryResult failure(Status status) {
    if (status.getCode() == Status.Code.UNAVAILABLE) {
      reconnectSoon();
    }
    String message = StatusMeaning.describe(client.endpoint(), status);
    throttle.run(
        "send " + status.getCode(),
        suppressed ->
            log.warn("a batch failed: {} ({} more since the last report)", message, suppressed));
    FailureKind kind =
        StatusMeaning.isMessageTooLarge(status)
            ? FailureKind.TOO_LARGE
            : StatusMeaning.kind(status);
    Throwable cause = status.getCause();
    return cause == null
        ? DeliveryResult.failed(kind, message)
        : DeliveryResult.failed(kind, message, cause);
  }

  // gRPC's own pause between connection attempts grows to two minutes, far longer than an outage
  // should last for us; whoever sends keeps the pace of attempts, at most one a second.
  private void reconnectSoon() {
    long now = System.nanoTime();
    long last = lastReconnect.get();
    if (now - last >= RECONNECT_NANOS && lastReconnect.compareAndSet(last, now)) {
      client.channel().resetConnectBackoff();
    }
  }

  List<DeliveryResult> results(List<StampedMessage> part, PublishResponse response) {
    PublishResults read =
        PublishResults.read(
            part.stream().map(message -> message.message().header().id()).toList(),
            response,
            config.transactionEnabled(),
            config.strictResults());
    if (read.mismatches() > 0) {
      counters.mismatched(read.mismatches());
      throttle.run(
          "results mismatch",
          suppressed ->
              log.warn(
                  "{} gave {} results for {} events, {} of which do not fit; those events are sent"
                      + " again ({} more since the last report)",
                  client.endpoint(),
                  response.getResultsCount(),
                  part.size(),
                  read.mismatches(),
                  suppressed));
    }
    return read.results();
  }

  @Override
  public void failed(List<Message> batch, Throwable error) {
    log.error("sending a batch failed unexpectedly; its events stay pending", error);
    DeliveryResult result =
        DeliveryResult.failed(FailureKind.CALL, "the batch could not be put together", error);
    batch.forEach(message -> callbacks.tell(message, result));
  }

  @Override
  public void abandoned(List<Message> batch) {
    batch.forEach(message -> callbacks.tell(message, abandonedResult()));
  }

  private static DeliveryResult abandonedResult() {
    return DeliveryResult.failed(
        FailureKind.CLOSED, "the client was closed before the event was sent");
  }

  /** Waits until no call is in flight and all callbacks have run. */
  boolean awaitIdle(Duration timeout) {
    try {
      int all = config.maxConcurrentSends();
      if (permits.tryAcquire(all, timeout.toNanos(), TimeUnit.NANOSECONDS)) {
        permits.release(all);
        return true;
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return false;
  }

  int cancelAll() {
    List<Send> sends = List.copyOf(inFlight);
    sends.forEach(Send::cancel);
    return sends.size();
  }

  int inFlight() {
    return inFlight.size();
  }

  ChipIngressClient client() {
    return client;
  }

  BatchClientConfig config() {
    return config;
  }

  BatchCounters counters() {
    return counters;
  }

  Callbacks callbacks() {
    return callbacks;
  }
}
