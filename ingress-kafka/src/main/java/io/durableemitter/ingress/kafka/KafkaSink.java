package io.durableemitter.ingress.kafka;

import com.google.protobuf.MessageLite;
import io.cloudevents.v1.proto.CloudEvent;
import io.durableemitter.api.DeliveryResult;
import io.durableemitter.api.DeliveryResult.FailureKind;
import io.durableemitter.api.EventHeader;
import io.durableemitter.api.Payload;
import io.durableemitter.ingress.EventOutcome;
import io.durableemitter.ingress.EventSink;
import io.durableemitter.ingress.SinkBatch;
import io.durableemitter.ingress.SinkException;
import io.durableemitter.kafka.KafkaBatchEmitter;
import io.durableemitter.kafka.KafkaTransactions;
import io.durableemitter.spi.EnqueueResult;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * Puts events into topics of Kafka. An event is answered when all in-sync replicas have its record
 * ({@code acks=all}); how many those are at least is checked at the start and logged. Records are
 * those of {@link KafkaBatchEmitter}, which sends them; a transactional batch is one transaction of
 * Kafka. What is not answered yet is bounded: when Kafka is behind, calls are told to come again.
 * Nothing waits on a thread of gRPC. Safe for concurrent use.
 */
public final class KafkaSink implements EventSink {

  private final String servers;
  private final Topics topics;
  private final KafkaBatchEmitter single;
  private final KafkaTransactions transactions;
  private final Room room;
  private final KafkaSinkBuilder settings;
  private volatile @Nullable SinkWatch watch;

  KafkaSink(KafkaSinkBuilder builder, Topics topics) {
    this.settings = builder;
    this.servers = builder.bootstrapServers;
    this.topics = topics;
    this.single = builder.transport(topics.rule());
    this.transactions = builder.transactions(topics.rule());
    this.room = new Room(builder.config.buffer().queueSize(), builder.config.buffer().queueBytes());
  }

  /**
   * Begins to build a sink.
   *
   * @param bootstrapServers {@code host:port} of some brokers, with commas
   * @return a builder
   */
  public static KafkaSinkBuilder builder(String bootstrapServers) {
    return new KafkaSinkBuilder(bootstrapServers);
  }

  /**
   * {@inheritDoc} Asks the brokers, which may take up to the topic timeout.
   *
   * @throws IllegalArgumentException if no broker answers, the brokers refuse this client, or a
   *     topic that is named is not there and is not made by itself; the message says what would be
   *     right
   */
  @Override
  public synchronized void start() {
    if (watch != null) {
      return;
    }
    SinkWatch made = new SinkWatch(TopicCheck.open(servers, settings.config), topics);
    boolean started = false;
    try {
      made.start();
      single.start();
      transactions.start();
      started = true;
    } finally {
      if (!started) {
        made.close();
      }
    }
    watch = made;
  }

  @Override
  public CompletionStage<List<EventOutcome>> accept(SinkBatch batch) {
    int count = batch.events().size();
    long bytes = batch.events().stream().mapToLong(MessageLite::getSerializedSize).sum();
    PendingBatch pending = new PendingBatch(count, bytes, room);
    pending.enter();
    try {
      if (batch.transactional()) {
        together(batch, pending);
      } else {
        for (int i = 0; i < count; i++) {
          one(batch.events().get(i), i, pending);
        }
      }
    } catch (Throwable thrown) {
      // some of them may be on their way: the client sends all again
      pending.fail(thrown);
    }
    return pending.outcomes();
  }

  private void one(CloudEvent event, int index, PendingBatch pending) {
    EnqueueResult queued =
        single.queueMessage(
            new EventHeader(event.getId(), event.getSource(), event.getType()),
            Payload.wrap(event.toByteArray()),
            result -> pending.answered(index, result));
    if (queued != EnqueueResult.ACCEPTED) {
      pending.answered(index, notQueued(queued));
    }
  }

  private void together(SinkBatch batch, PendingBatch pending) {
    EnqueueResult queued =
        transactions.queue(
            batch.events().stream().map(event -> Payload.wrap(event.toByteArray())).toList(),
            pending::answered);
    if (queued == EnqueueResult.BUFFER_FULL) {
      pending.fail(
          new SinkException(
              SinkException.Reason.BUSY, "too many transactions wait; come again in a while"));
    } else if (queued != EnqueueResult.ACCEPTED) {
      pending.answered(batch.events().stream().map(event -> notQueued(queued)).toList());
    }
  }

  private static DeliveryResult notQueued(EnqueueResult queued) {
    return queued == EnqueueResult.BUFFER_FULL
        ? DeliveryResult.failed(
            FailureKind.TRANSPORT, "a call has more events than may wait for Kafka")
        : DeliveryResult.failed(FailureKind.CLOSED, "the sink is closed, or not started");
  }

  /**
   * {@inheritDoc} It tells of brokers that do not answer, and of a transport that does not get on.
   */
  @Override
  public Optional<String> problem() {
    SinkWatch known = watch;
    return Optional.ofNullable(known)
        .flatMap(SinkWatch::problem)
        .or(single::problem)
        .or(transactions::problem);
  }

  @Override
  public String description() {
    SinkWatch known = watch;
    return "Kafka at "
        + servers
        + ": answered when all in-sync replicas have an event, "
        + (known == null ? "not started" : known.replication())
        + topics.problem().map(text -> "; " + text).orElse("");
  }

  /** {@inheritDoc} Waits for answers of Kafka, up to the shutdown timeout of the settings. */
  @Override
  public synchronized void close() {
    SinkWatch known = watch;
    if (known != null) {
      known.close();
    }
    single.close();
    transactions.close();
  }
}
