package io.durableemitter.kafka;

import io.durableemitter.api.BatchingConfig;
import io.durableemitter.api.DeliveryResult;
import io.durableemitter.api.DeliveryResult.FailureKind;
import io.durableemitter.api.Payload;
import io.durableemitter.api.internal.batch.BatchHandler;
import io.durableemitter.api.internal.batch.Batcher;
import io.durableemitter.api.internal.config.Ranges;
import io.durableemitter.api.internal.log.LogThrottle;
import io.durableemitter.spi.EnqueueResult;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.stream.IntStream;

/**
 * Delivers batches of events, each in one transaction of Kafka: readers of what is committed see
 * all of a batch or nothing of it. Records are the same as those of {@link KafkaBatchEmitter}.
 *
 * <p>A few producers with a transactional id each take turns; a batch has one of them for itself
 * until it is committed or aborted. What waits for one is bounded by the {@link BufferConfig}, and
 * {@link #queue} never blocks. Safe for concurrent use.
 */
public final class KafkaTransactions implements AutoCloseable {

  private static final int MOST_PRODUCERS = 64;
  private static final Duration LAST_GRACE = Duration.ofSeconds(1);
  private static final DeliveryResult CLOSED =
      DeliveryResult.failed(FailureKind.CLOSED, "the transactions of Kafka were closed");

  private final KafkaConfig config;
  private final BlockingQueue<TransactionalProducer> idle;
  private final List<TransactionalProducer> producers;
  private final Batcher<TransactionBatch> batcher;
  private final AtomicBoolean started = new AtomicBoolean();
  private volatile boolean closed;

  private KafkaTransactions(Builder builder) {
    config = builder.config;
    Verdicts verdicts = new Verdicts(config.permanentRejections(), false, builder.bootstrapServers);
    EventRecords records =
        new EventRecords(
            new Router(builder.topic, builder.key, verdicts),
            RecordWriter.of(config.contentMode()),
            verdicts);
    LogThrottle throttle = new LogThrottle(System::nanoTime);
    UnknownTopics unknown = new UnknownTopics(config.topicTimeout());
    producers =
        IntStream.range(0, builder.producers)
            .mapToObj(
                i ->
                    new TransactionalProducer(
                        ProducerProperties.transactional(
                            builder.bootstrapServers, config, builder.transactionalId + "-" + i),
                        config.deliveryTimeout(),
                        records,
                        verdicts,
                        unknown,
                        throttle))
            .toList();
    idle = new ArrayBlockingQueue<>(producers.size(), false, producers);
    batcher =
        new Batcher<>(
            config.threadPrefix() + "-transactions",
            BatchingConfig.builder()
                .batchSize(1)
                .workers(builder.producers)
                .queueSize(config.buffer().queueSize())
                .queueBytes(config.buffer().queueBytes())
                .build(),
            Duration.ZERO,
            TransactionBatch::bytes,
            new Handler());
  }

  /**
   * Begins to build one.
   *
   * @param bootstrapServers {@code host:port} of some brokers, with commas
   * @param topic yields the topic of each event
   * @param transactionalId what the transactional ids begin with; no two processes may have the
   *     same at a time, or they end each other's transactions. One that stays the same over a
   *     restart ends at once what the process before has left open
   * @return a builder
   */
  public static Builder builder(String bootstrapServers, EventRule topic, String transactionalId) {
    return new Builder(bootstrapServers, topic, transactionalId);
  }

  /** Begins to work; producers are made when they are needed. A second call does nothing. */
  public void start() {
    if (!closed && started.compareAndSet(false, true)) {
      batcher.start();
    }
  }

  /**
   * Takes a batch, without waiting.
   *
   * @param events at least one
   * @param callback told once, on a thread of the transactions, of the result of each event: all
   *     are delivered, or none. An event that is refused has its reason; the others then have one
   *     that says that they were not sent without it
   * @return whether the batch was taken; if not nobody is told
   */
  public EnqueueResult queue(List<Payload> events, Consumer<List<DeliveryResult>> callback) {
    if (!started.get() || closed) {
      return EnqueueResult.CLOSED;
    }
    return switch (batcher.offer(new TransactionBatch(events, callback))) {
      case ACCEPTED -> EnqueueResult.ACCEPTED;
      case FULL -> EnqueueResult.BUFFER_FULL;
      case CLOSED -> EnqueueResult.CLOSED;
    };
  }

  /**
   * What is wrong, such as a callback that does not return.
   *
   * @return one line; empty if nothing is
   */
  public Optional<String> problem() {
    return closed ? Optional.empty() : batcher.problem();
  }

  /** Ends what is queued, within the shutdown timeout, and closes the producers. Idempotent. */
  @Override
  public void close() {
    closed = true;
    boolean unused = batcher.close(config.shutdownTimeout());
    TransactionalProducer free = idle.poll();
    while (free != null) {
      free.close();
      free = idle.poll();
    }
    producers.forEach(producer -> producer.awaitClosed(LAST_GRACE));
  }

  private final class Handler implements BatchHandler<TransactionBatch> {

    @Override
    public void handle(List<TransactionBatch> batches) {
      for (TransactionBatch batch : batches) {
        TransactionalProducer producer = idle.remove(); // there are as many as workers
        List<DeliveryResult> results;
        try {
          results = producer.deliver(batch.events());
        } finally {
          giveBack(producer);
        }
        batch.tell(results);
      }
    }

    private void giveBack(TransactionalProducer producer) {
      if (closed) {
        producer.close();
      } else {
        idle.add(producer);
      }
    }

    @Override
    public void failed(List<TransactionBatch> batches, Throwable error) {
      DeliveryResult result =
          DeliveryResult.failed(FailureKind.CALL, "the transaction failed", error);
      batches.forEach(batch -> batch.tellAll(result));
    }

    @Override
    public void abandoned(List<TransactionBatch> batches) {
      batches.forEach(batch -> batch.tellAll(CLOSED));
    }
  }

  /** Builds {@link KafkaTransactions}. Not safe for concurrent use. */
  public static final class Builder {

    private final String bootstrapServers;
    private final EventRule topic;
    private final String transactionalId;
    private Optional<EventRule> key = Optional.of(EventRule.partitionKey().optional());
    private KafkaConfig config = KafkaConfig.ofDefaults();
    private int producers = 4;

    private Builder(String bootstrapServers, EventRule topic, String transactionalId) {
      this.bootstrapServers = bootstrapServers;
      this.topic = topic;
      this.transactionalId = transactionalId;
    }

    /**
     * Yields the key of each record. The attribute {@code partitionkey}, and none without it, if
     * not given.
     *
     * @param value the rule
     * @return this
     */
    public Builder key(EventRule value) {
      key = Optional.of(value);
      return this;
    }

    /**
     * The settings; {@link KafkaConfig#ofDefaults()} if not given.
     *
     * @param value the settings
     * @return this
     */
    public Builder config(KafkaConfig value) {
      config = value;
      return this;
    }

    /**
     * How many transactions there may be at a time, each with a producer of its own, 1 to 64; 4 if
     * not given.
     *
     * @param count how many
     * @return this
     */
    public Builder producers(int count) {
      Ranges.between("producers", count, 1, MOST_PRODUCERS);
      producers = count;
      return this;
    }

    /**
     * Makes them, without connecting; {@link KafkaTransactions#start()} comes next.
     *
     * @return the transactions
     * @throws IllegalArgumentException if the servers are not {@code host:port}, the transactional
     *     id is blank, the topic rule can be right for no event, or the content mode lacks its
     *     library
     */
    public KafkaTransactions build() {
      BootstrapServers.check(bootstrapServers);
      Router.check(topic);
      Ranges.require(
          !transactionalId.isBlank(), "transactionalId", " must not be blank but is ", "''");
      return new KafkaTransactions(this);
    }
  }
}
