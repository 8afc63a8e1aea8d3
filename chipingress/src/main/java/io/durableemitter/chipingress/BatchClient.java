package io.durableemitter.chipingress;

import io.durableemitter.api.EventHeader;
import io.durableemitter.api.Payload;
import io.durableemitter.api.internal.batch.Batcher;
import io.durableemitter.api.internal.log.LogThrottle;
import io.durableemitter.chipingress.internal.client.Deadline;
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
 * Delivers events to a Chip Ingress server in batches. Stored bytes go out as they are, with the
 * attribute {@code seqnum} appended: a number per (source, type) that begins at 1 in each client's
 * life and is taken when the event is queued, so that one for which there is no room leaves a gap.
 *
 * <p>A batch is sent as soon as one of the {@code workers} of its batching is free; fewer are used
 * while the server is slow or overloaded. {@link #queueMessage} never blocks. Callbacks run on
 * threads of the client; a send counts as busy until its callbacks have run, so slow callbacks slow
 * sending and nothing piles up. An event larger than a request may be fails alone with {@link
 * io.durableemitter.api.DeliveryResult.FailureKind#OVER_LIMIT}, one that the server finds too large
 * with {@link io.durableemitter.api.DeliveryResult.FailureKind#TOO_LARGE}. Safe for concurrent use.
 * The client owns its connection and closes it.
 */
public final class BatchClient implements BatchEmitter {

  private static final int MAX_STREAMS = 100_000;
  private static final long MAX_STREAM_CHARS = 16 << 20;

  private final BatchClientConfig config;
  private final SeqNums seqNums = new SeqNums(MAX_STREAMS, MAX_STREAM_CHARS);
  private final BatchCounters counters = new BatchCounters();
  private final Optional<BatchMetrics> metrics;
  private final LogThrottle throttle = new LogThrottle(System::nanoTime);
  private final RequestsInFlight inFlight;
  private final Callbacks callbacks;
  private final Batcher<Message> batcher;
  private final ClientShutdown shutdown;
  private final AtomicBoolean closing = new AtomicBoolean();
  private final CountDownLatch closed = new CountDownLatch(1);
  private volatile boolean started;

  private BatchClient(
      ChipIngressClient client,
      BatchClientConfig config,
      Optional<Meter> meter,
      Optional<OpenTelemetry> openTelemetry) {
    this.config = config;
    client.mostInFlight(config.batching().workers());
    inFlight = new RequestsInFlight(client::limit);
    metrics =
        meter.map(
            value -> BatchMetrics.register(value, config, counters, inFlight::limit, throttle));
    callbacks =
        new Callbacks(
            config.threadPrefix(),
            config.callbackThreads(),
            counters,
            throttle,
            inFlight::giveUpOverdue);
    SendContext context =
        new SendContext(
            client,
            config,
            new CallResults(client, config, counters, throttle),
            new SizeLimit(client.endpoints(), config.batchEventBytes(), System::nanoTime, throttle),
            inFlight,
            callbacks,
            counters,
            throttle.log(BatchSender.class),
            metrics,
            openTelemetry.map(
                value -> new SendSpans(value, client.receiver(config.clientName()), throttle)));
    batcher =
        new Batcher<>(
            config.threadPrefix() + "-send",
            config.sending(),
            Duration.ZERO,
            Message::wireSize,
            new BatchSender(context));
    shutdown = new ClientShutdown(client, batcher, inFlight, callbacks, counters, throttle);
  }

  /**
   * Begins to build a batch client.
   *
   * @param client the connection; it belongs to the batch client from then on
   * @return a builder
   */
  public static Builder builder(ChipIngressClient client) {
    return new Builder(client);
  }

  @Override
  public String name() {
    return config.clientName();
  }

  @Override
  public void start() {
    callbacks.start();
    started = true;
    batcher.start();
  }

  @Override
  public EnqueueResult queueMessage(
      EventHeader header, Payload payload, DeliveryCallback callback) {
    if (!started || closing.get()) {
      return EnqueueResult.CLOSED;
    }
    Message message = Message.numbered(header, payload, seqNums.next(header), callback);
    return switch (batcher.offer(message)) {
      case ACCEPTED -> EnqueueResult.ACCEPTED;
      case FULL -> EnqueueResult.BUFFER_FULL;
      case CLOSED -> EnqueueResult.CLOSED;
    };
  }

  /**
   * What this client has done and is doing.
   *
   * @return the figures
   */
  public BatchClientStats stats() {
    return counters.stats(batcher.queued(), inFlight.size(), inFlight.limit());
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

  /** Ends the calls that gRPC has lost by then; callback threads do so about once a second. */
  void lookAfterLost(long nowNanos) {
    inFlight.giveUpOverdue(nowNanos);
  }

  /**
   * {@inheritDoc} It tells of a callback that has not returned for half a minute, and of a sending
   * thread that does not get on.
   */
  @Override
  public Optional<String> problem() {
    return problem(System.nanoTime());
  }

  Optional<String> problem(long nowNanos) {
    if (!started || closing.get()) {
      return Optional.empty();
    }
    Optional<String> callback = callbacks.problem(nowNanos);
    // a worker that waits for room waits for the other end, or for a callback
    return callback.isPresent() || inFlight.isFull() ? callback : batcher.problem();
  }

  /**
   * Stops taking events, sends what is queued, waits for calls in flight and for callbacks, then
   * closes the connection. Past the timeout it cancels what is left; every accepted event has had
   * its callback when this returns, except behind callbacks that hang, for which it waits a second
   * or two longer. Idempotent, and legal before {@link #start()}. A second call waits for the
   * first. From within a callback it returns at once and closes on a thread of its own.
   */
  @Override
  public void close(Duration timeout) {
    boolean first = closing.compareAndSet(false, true);
    if (first && callbacks.isCallbackThread()) {
      startClosing(timeout);
    } else if (first) {
      closeNow(timeout);
    } else if (!callbacks.isCallbackThread()) {
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
      metrics.ifPresent(BatchMetrics::close);
      throttle.await(ClientShutdown.GRACE);
      closed.countDown();
    }
  }

  @SuppressWarnings("ReturnValueIgnored")
  private void awaitClosed(Duration timeout) {
    try {
      // whether it was in time does not matter: the first close does what there is to do
      closed.await(Deadline.after(timeout).leftNanos(), TimeUnit.NANOSECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Closes within {@link BatchClientConfig#shutdownTimeout()}. */
  @Override
  public void close() {
    close(config.shutdownTimeout());
  }

  /** Builds a {@link BatchClient}. Not safe for concurrent use. */
  public static final class Builder {

    private final ChipIngressClient client;
    private BatchClientConfig config = BatchClientConfig.ofDefaults();
    private Optional<Meter> meter = Optional.empty();
    private Optional<OpenTelemetry> openTelemetry = Optional.empty();

    private Builder(ChipIngressClient client) {
      this.client = client;
    }

    /**
     * The settings; {@link BatchClientConfig#ofDefaults()} if not given.
     *
     * @param value the settings
     * @return this
     */
    public Builder config(BatchClientConfig value) {
      config = value;
      return this;
    }

    /**
     * Where metrics go; to {@link #openTelemetry} if not given.
     *
     * @param value the meter
     * @return this
     */
    public Builder meter(Meter value) {
      meter = Optional.of(value);
      return this;
    }

    /**
     * Where traces go, as docs/traces.md says, and metrics, unless there is a {@link #meter};
     * nowhere if not given.
     *
     * @param value has the tracer, the meter and the propagator
     * @return this
     */
    public Builder openTelemetry(OpenTelemetry value) {
      openTelemetry = Optional.of(value);
      return this;
    }

    /**
     * Makes the client, without connecting; {@link BatchClient#start()} comes next.
     *
     * @return the client
     */
    public BatchClient build() {
      Optional<Meter> meters =
          meter.or(() -> openTelemetry.map(value -> value.getMeter("io.durableemitter")));
      return new BatchClient(client, config, meters, openTelemetry);
    }
  }
}
