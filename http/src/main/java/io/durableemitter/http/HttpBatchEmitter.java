package io.durableemitter.http;

import io.durableemitter.api.EventHeader;
import io.durableemitter.api.Payload;
import io.durableemitter.api.internal.batch.Batcher;
import io.durableemitter.api.internal.log.LogThrottle;
import io.durableemitter.spi.BatchEmitter;
import io.durableemitter.spi.DeliveryCallback;
import io.durableemitter.spi.EnqueueResult;
import io.durableemitter.traces.internal.SendSpans;
import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.metrics.Meter;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Delivers events to a webhook or a broker that takes CloudEvents by HTTP. An event is delivered
 * when the receiver has answered its request with a status of 200 to 299.
 *
 * <p>Requests are as the HTTP protocol binding of CloudEvents has them, see {@link ContentMode}.
 * There are at most {@code batching.workers} calls, connections and threads that send; {@link
 * #queueMessage} never blocks. Callbacks run on the threads that send, so slow callbacks slow
 * sending and nothing piles up. What each status means, what is sent again and what closes the
 * gate: docs/http.md. Safe for concurrent use.
 */
public final class HttpBatchEmitter implements BatchEmitter {

  private final HttpConfig config;
  private final HttpCounters counters = new HttpCounters();
  private final LogThrottle throttle = new LogThrottle(System::nanoTime);
  private final InFlight inFlight = new InFlight();
  private final Connections connections;
  private final Optional<HttpMetrics> metrics;
  private final Batcher<Outgoing> batcher;
  private final TransportShutdown shutdown;
  private final AtomicBoolean closing = new AtomicBoolean();
  private final CountDownLatch closed = new CountDownLatch(1);
  private volatile boolean running;

  HttpBatchEmitter(
      Endpoint endpoint,
      HttpConfig config,
      Credentials credentials,
      Connections connections,
      Optional<Meter> meter,
      Optional<OpenTelemetry> openTelemetry) {
    this.config = config;
    this.connections = connections;
    metrics = meter.map(value -> new HttpMetrics(value, config, throttle));
    Pause pause = new Pause(System::nanoTime);
    HttpCalls calls =
        new HttpCalls(
            endpoint,
            config,
            credentials,
            connections,
            inFlight,
            pause,
            counters,
            metrics,
            openTelemetry.map(
                value -> new SendSpans(value, endpoint.receiver(config.clientName()), throttle)));
    EventSender sender =
        new EventSender(
            config, inFlight, calls, counters, new Results(counters, inFlight, throttle), throttle);
    batcher =
        new Batcher<>(
            config.threadPrefix() + "-send",
            config.sending(),
            Duration.ZERO,
            Outgoing::bytes,
            sender);
    shutdown =
        new TransportShutdown(
            endpoint,
            config.threadPrefix(),
            batcher,
            sender,
            inFlight,
            pause,
            connections,
            counters,
            throttle);
    metrics.ifPresent(to -> to.export(counters, batcher, inFlight));
  }

  /**
   * Begins to build a transport.
   *
   * @param endpoint the URL that events are posted to, such as {@code https://example.org/events}
   * @return a builder
   */
  public static HttpBatchEmitterBuilder builder(String endpoint) {
    return new HttpBatchEmitterBuilder(endpoint);
  }

  @Override
  public String name() {
    return config.clientName();
  }

  @Override
  public synchronized void start() {
    if (running || closing.get()) {
      return;
    }
    connections.start();
    batcher.start();
    running = true;
  }

  @Override
  public EnqueueResult queueMessage(
      EventHeader header, Payload payload, DeliveryCallback callback) {
    if (!running || closing.get()) {
      return EnqueueResult.CLOSED;
    }
    return switch (batcher.offer(new Outgoing(header, payload, callback))) {
      case ACCEPTED -> EnqueueResult.ACCEPTED;
      case FULL -> EnqueueResult.BUFFER_FULL;
      case CLOSED -> EnqueueResult.CLOSED;
    };
  }

  /**
   * What this transport has done and is doing.
   *
   * @return the figures
   */
  public HttpStats stats() {
    return counters.stats(batcher.queued(), inFlight.size());
  }

  /**
   * {@inheritDoc} Half of the buffer is for a backlog, the other half for what is emitted just now.
   *
   * @return what is left of half of the queue's size; 0 while more than half of its bytes is queued
   */
  @Override
  public int backlogRoom() {
    return batcher.queuedWeight() > config.batching().queueBytes() / 2
        ? 0
        : Math.max(0, config.batching().queueSize() / 2 - batcher.queued());
  }

  /**
   * {@inheritDoc} It tells of a callback, or a supplier of tokens, that has not returned for half a
   * minute, and of a sending thread that does not get on.
   */
  @Override
  public Optional<String> problem() {
    return problem(System.nanoTime());
  }

  Optional<String> problem(long nowNanos) {
    if (!running || closing.get()) {
      return Optional.empty();
    }
    Optional<String> foreign = inFlight.problem(nowNanos);
    // a worker with a batch in hand waits for the receiver
    return foreign.isPresent() || inFlight.size() > 0 ? foreign : batcher.problem();
  }

  /**
   * Stops taking events, sends what is queued, waits for calls and for callbacks, then closes the
   * connections. Past the timeout it cancels what is left; every accepted event has had its
   * callback when this returns, except behind callbacks that hang, for which it waits a second or
   * two longer. Idempotent, and legal before {@link #start()}. A second call waits for the first.
   * From within a callback it returns at once and closes on a thread of its own.
   */
  @Override
  public void close(Duration timeout) {
    boolean first = closing.compareAndSet(false, true);
    boolean withinCallback = inFlight.isWorker(Thread.currentThread());
    if (first && withinCallback) {
      startClosing(timeout);
    } else if (first) {
      closeNow(timeout);
    } else if (!withinCallback) {
      awaitClosed(timeout);
    }
  }

  private void startClosing(Duration timeout) {
    boolean begun = false;
    try {
      Thread closer = new Thread(() -> closeNow(timeout), config.threadPrefix() + "-close");
      closer.setDaemon(true);
      closer.start();
      begun = true;
    } finally {
      // without a thread to be had nothing is closed yet: the next call tries again
      closing.set(begun);
    }
  }

  private void closeNow(Duration timeout) {
    try {
      shutdown.run(timeout);
    } finally {
      metrics.ifPresent(HttpMetrics::close);
      throttle.await(TransportShutdown.GRACE);
      closed.countDown();
    }
  }

  private void awaitClosed(Duration timeout) {
    try {
      // whether it was in time does not matter: the first close does what there is to do
      boolean unused = closed.await(TimeUnit.NANOSECONDS.convert(timeout), TimeUnit.NANOSECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Closes within {@link HttpConfig#shutdownTimeout()}. */
  @Override
  public void close() {
    close(config.shutdownTimeout());
  }
}
