package io.durableemitter.chipingress;

import io.durableemitter.api.BatchEmitter;
import io.durableemitter.api.DeliveryCallback;
import io.durableemitter.api.EnqueueResult;
import io.durableemitter.api.EventHeader;
import io.durableemitter.api.Payload;
import io.durableemitter.api.batch.Batcher;
import io.durableemitter.api.batch.BatcherSettings;
import io.durableemitter.api.log.LogThrottle;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Delivers events to a Chip Ingress server in batches. Stored bytes go out as they are, with the
 * attribute {@code seqnum} appended: a number per (source, type) that begins at 1 in each client's
 * life.
 *
 * <p>A batch is sent as soon as one of {@link BatchClientConfig#maxConcurrentSends()} calls is
 * free. {@link #queueMessage} never blocks. Safe for concurrent use. The client owns its connection
 * and closes it.
 */
public final class BatchClient implements BatchEmitter {

  private static final Logger log = LoggerFactory.getLogger(BatchClient.class);
  private static final Duration GRACE = Duration.ofSeconds(1);

  private final ChipIngressClient client;
  private final BatchClientConfig config;
  private final BatchCounters counters = new BatchCounters();
  private final Callbacks callbacks;
  private final BatchSender sender;
  private final Batcher<Message> batcher;
  private final AtomicBoolean closing = new AtomicBoolean();
  private final CountDownLatch closed = new CountDownLatch(1);
  private volatile boolean started;

  private BatchClient(ChipIngressClient client, BatchClientConfig config) {
    this.client = client;
    this.config = config;
    LogThrottle throttle = new LogThrottle(System::nanoTime);
    callbacks = new Callbacks(config.clientName(), config.callbackThreads(), counters, throttle);
    sender = new BatchSender(client, config, counters, callbacks, throttle);
    batcher =
        new Batcher<>(
            BatcherSettings.of(
                    config.clientName() + "-send", config.bufferSize(), config.maxBatchSize())
                .withWeights(config.bufferBytes(), config.maxEventBytes())
                .withLinger(config.batchInterval()),
            Message::wireSize,
            sender);
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
  public void start() {
    started = true;
    batcher.start();
  }

  @Override
  public EnqueueResult queueMessage(
      EventHeader header, Payload payload, DeliveryCallback callback) {
    if (!started) {
      return EnqueueResult.CLOSED;
    }
    return switch (batcher.offer(new Message(header, payload, callback))) {
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
    return counters.stats(batcher.queued(), sender.inFlight());
  }

  /**
   * Stops taking events, sends what is queued, waits for calls in flight and for callbacks, then
   * closes the connection. Past the timeout it cancels what is left; every accepted event has had
   * its callback when this returns, except one that hangs. From within a callback it returns at
   * once and closes on a thread of its own.
   */
  @Override
  public void close(Duration timeout) {
    if (!closing.compareAndSet(false, true)) {
      awaitClosed(timeout);
    } else if (callbacks.isCallbackThread()) {
      Thread closer = new Thread(() -> closeNow(timeout), config.clientName() + "-close");
      closer.setDaemon(true);
      closer.start();
    } else {
      closeNow(timeout);
    }
  }

  private void closeNow(Duration timeout) {
    long deadline = System.nanoTime() + timeout.toNanos();
    try {
      boolean complete = batcher.close(timeout);
      complete &= sender.awaitIdle(left(deadline));
      if (!complete) {
        int calls = sender.cancelAll();
        sender.awaitIdle(GRACE);
        log.warn(
            "closing took longer than {}; {} calls to {} were cancelled, their events stay pending",
            timeout,
            calls,
            client.endpoint());
      }
      callbacks.close(GRACE);
      client.close(GRACE);
    } finally {
      closed.countDown();
    }
  }

  private static Duration left(long deadline) {
    return Duration.ofNanos(Math.max(0, deadline - System.nanoTime()));
  }

  private void awaitClosed(Duration timeout) {
    if (callbacks.isCallbackThread()) {
      return;
    }
    try {
      if (!closed.await(timeout.plus(GRACE).toNanos(), TimeUnit.NANOSECONDS)) {
        log.debug("another close of the same client is still under way");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    close(config.shutdownTimeout());
  }

  /** Builds a {@link BatchClient}. Not safe for concurrent use. */
  public static final class Builder {

    private final ChipIngressClient client;
    private BatchClientConfig config = BatchClientConfig.ofDefaults();

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
     * Makes the client, without connecting; {@link BatchClient#start()} comes next.
     *
     * @return the client
     */
    public BatchClient build() {
      return new BatchClient(client, config);
    }
  }
}
