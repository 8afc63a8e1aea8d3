package io.durableemitter.kafka;

import io.durableemitter.api.EventHeader;
import io.durableemitter.api.Payload;
import io.durableemitter.api.internal.batch.Batcher;
import io.durableemitter.api.internal.log.LogThrottle;
import io.durableemitter.spi.BatchEmitter;
import io.durableemitter.spi.DeliveryCallback;
import io.durableemitter.spi.EnqueueResult;
import io.durableemitter.traces.internal.SendSpans;
import io.opentelemetry.api.metrics.Meter;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Delivers events to topics of Kafka. An event is delivered when all in-sync replicas have its
 * record ({@code acks=all}); the producer is idempotent, so its own attempts make no duplicates.
 *
 * <p>A record has the event's data as value and its attributes as headers {@code ce_…}, or the
 * whole event as JSON, see {@link ContentMode}. Its topic and key are what {@link EventRule}s
 * yield. {@link #queueMessage} never blocks, and an event whose topic is not known holds up no
 * others. Callbacks run on threads of the transport, never on those of Kafka. What is refused, what
 * is tried again and what closes the gate: docs/kafka.md. Safe for concurrent use.
 */
public final class KafkaBatchEmitter implements BatchEmitter {

  private final KafkaConfig config;
  private final Optional<KafkaMetrics> metrics;
  private final KafkaCounters counters = new KafkaCounters();
  private final LogThrottle throttle = new LogThrottle(System::nanoTime);
  private final InFlight inFlight;
  private final WaitingTopics topics;
  private final Answers answers;
  private final Producers producers;
  private final Watch watch;
  private final Batcher<Outgoing> batcher;
  private final TransportShutdown shutdown;
  private final AtomicBoolean started = new AtomicBoolean();
  private final AtomicBoolean closing = new AtomicBoolean();
  private final CountDownLatch closed = new CountDownLatch(1);

  KafkaBatchEmitter(KafkaBatchEmitterBuilder builder, Optional<Meter> meter) {
    config = builder.config;
    BufferConfig buffer = config.buffer();
    boolean oneTopic = builder.topic.fixed().isPresent();
    String servers = builder.bootstrapServers;
    metrics = meter.map(value -> new KafkaMetrics(value, config, throttle));
    Verdicts verdicts = new Verdicts(config.permanentRejections(), oneTopic, servers);
    inFlight = new InFlight(buffer.maxInFlight(), buffer.maxInFlightBytes());
    int mostOfOne = oneTopic ? buffer.maxInFlight() : Math.max(1, buffer.maxInFlight() / 4);
    topics = new WaitingTopics(config.topicTimeout(), mostOfOne, verdicts);
    answers = new Answers(config, inFlight, verdicts, counters, metrics, throttle);
    producers = new Producers(servers, config, counters, throttle);
    watch = new Watch(config, inFlight, producers, topics, verdicts, answers, throttle);
    RecordSender sender =
        new RecordSender(
            inFlight,
            new EventRecords(
                new Router(builder.topic, builder.key, verdicts),
                RecordWriter.of(config.contentMode()),
                verdicts),
            builder.openTelemetry.map(
                value ->
                    new RecordSpans(
                        new SendSpans(
                            value,
                            BootstrapServers.receiver(servers, config.clientName()),
                            throttle))),
            producers,
            topics,
            verdicts,
            answers,
            watch::wake);
    batcher =
        new Batcher<>(
            config.threadPrefix() + "-send",
            buffer.queue(),
            Duration.ZERO,
            Outgoing::bytes,
            sender);
    shutdown =
        new TransportShutdown(
            servers, batcher, inFlight, watch, producers, answers, counters, throttle);
    metrics.ifPresent(to -> to.export(counters, batcher, inFlight, topics));
  }

  /**
   * Begins to build a transport.
   *
   * @param bootstrapServers {@code host:port} of some brokers, with commas
   * @param topic yields the topic of each event, such as {@code EventRule.of("orders")}
   * @return a builder
   */
  public static KafkaBatchEmitterBuilder builder(String bootstrapServers, EventRule topic) {
    return new KafkaBatchEmitterBuilder(bootstrapServers, topic);
  }

  @Override
  public String name() {
    return config.clientName();
  }

  /**
   * {@inheritDoc} Makes the producer, which looks for the brokers in the background.
   *
   * @throws IllegalArgumentException if the producer cannot be made with its properties, such as a
   *     key store that is not there
   */
  @Override
  public void start() {
    producers.start();
    if (!closing.get() && started.compareAndSet(false, true)) {
      answers.start();
      watch.start();
      batcher.start();
    }
  }

  @Override
  public EnqueueResult queueMessage(
      EventHeader header, Payload payload, DeliveryCallback callback) {
    if (!started.get() || closing.get()) {
      return EnqueueResult.CLOSED;
    }
    return switch (batcher.offer(new Outgoing(header, payload, callback, answers))) {
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
  public KafkaStats stats() {
    return counters.stats(batcher.queued(), inFlight.size(), topics.size());
  }

  /**
   * {@inheritDoc} Half of the buffer is for a backlog, the other half for what is emitted just now.
   *
   * @return what is left of half of the queue's size; 0 while more than half of its bytes is queued
   */
  @Override
  public int backlogRoom() {
    return batcher.queuedWeight() > config.buffer().queueBytes() / 2
        ? 0
        : Math.max(0, config.buffer().queueSize() / 2 - batcher.queued());
  }

  /** Ends what Kafka has lost by then; the watch does so about once a second. */
  void lookAfterLost(long nowNanos) {
    watch.look(nowNanos);
  }

  /**
   * {@inheritDoc} It tells of a callback that has not returned for half a minute, and of a thread
   * that has ended or does not get on.
   */
  @Override
  public Optional<String> problem() {
    if (!started.get() || closing.get()) {
      return Optional.empty();
    }
    // a sender that waits for room waits for the brokers, or for a callback
    return answers
        .problem()
        .or(watch::problem)
        .or(() -> inFlight.isFull() ? Optional.empty() : batcher.problem());
  }

  /**
   * Stops taking events, sends what is queued, waits for answers and for callbacks, then closes the
   * producer. Past the timeout it gives up what is left; every accepted event has had its callback
   * when this returns, except behind callbacks that hang, for which it waits a second or two
   * longer. Idempotent, and legal before {@link #start()}. A second call waits for the first. From
   * within a callback it returns at once and closes on a thread of its own.
   */
  @Override
  public void close(Duration timeout) {
    boolean first = closing.compareAndSet(false, true);
    if (first && answers.isCallbackThread()) {
      Thread closer = new Thread(() -> closeNow(timeout), config.threadPrefix() + "-close");
      closer.setDaemon(true);
      closer.start();
    } else if (first) {
      closeNow(timeout);
    } else if (!answers.isCallbackThread()) {
      awaitClosed(timeout);
    }
  }

  private void closeNow(Duration timeout) {
    try {
      shutdown.run(timeout);
    } finally {
      metrics.ifPresent(KafkaMetrics::close);
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

  /** Closes within {@link KafkaConfig#shutdownTimeout()}. */
  @Override
  public void close() {
    close(config.shutdownTimeout());
  }
}
