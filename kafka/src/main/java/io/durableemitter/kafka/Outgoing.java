package io.durableemitter.kafka;

import io.durableemitter.api.DeliveryResult;
import io.durableemitter.api.EventHeader;
import io.durableemitter.api.Payload;
import io.durableemitter.spi.DeliveryCallback;
import io.durableemitter.traces.internal.SendSpan;
import io.durableemitter.traces.internal.SentEvent;
import io.durableemitter.traces.internal.SpanAttributes;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.producer.Callback;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.jspecify.annotations.Nullable;

/**
 * An event in the transport, from the queue until its callback has run. It is its own callback of
 * Kafka's, and its own place in the list of those in flight, so that an answer needs no memory.
 * Safe for concurrent use.
 */
final class Outgoing implements Callback, SentEvent {

  /** Of {@link #sentNanos}: not with the producer. */
  static final long NOT_SENT = Long.MIN_VALUE;

  private static final List<SentEvent> NONE = List.of();
  private static final List<DeliveryResult> RESULTS_OF_NONE = List.of();

  private final EventHeader header;
  private final Payload payload;
  private final DeliveryCallback callback;
  private final Answers answers;
  private final AtomicReference<@Nullable DeliveryResult> result = new AtomicReference<>();
  private final AtomicBoolean told = new AtomicBoolean();

  /** What the producer is to send; gone once there is a result. */
  private volatile @Nullable ProducerRecord<byte[], byte[]> kafkaRecord;

  /** Who hands it to the producer just now: what is answered on this thread is a refusal. */
  private volatile @Nullable Thread handingOver;

  private volatile String topic = "";
  private volatile SendSpan span = SendSpan.NONE;
  private @Nullable Exception refusal; // by the thread that hands it over

  volatile long sentNanos = NOT_SENT;

  /** Whether the threads of callbacks have it. */
  volatile boolean queuedForCallback;

  // guarded by the list of those in flight
  @Nullable Outgoing previous;
  @Nullable Outgoing next;
  boolean inFlight;

  Outgoing(EventHeader header, Payload payload, DeliveryCallback callback, Answers answers) {
    this.header = header;
    this.payload = payload;
    this.callback = callback;
    this.answers = answers;
  }

  @Override
  public EventHeader header() {
    return header;
  }

  Payload payload() {
    return payload;
  }

  long bytes() {
    return payload.size();
  }

  void route(ProducerRecord<byte[], byte[]> value, SendSpan begun) {
    topic = value.topic();
    span = begun;
    kafkaRecord = value;
  }

  @Nullable ProducerRecord<byte[], byte[]> kafkaRecord() {
    return kafkaRecord;
  }

  /** Its topic; empty until it is routed. */
  String topic() {
    return topic;
  }

  /** Before it is handed to the producer. */
  void beginHandOver(long nowNanos) {
    refusal = null;
    sentNanos = nowNanos;
    handingOver = Thread.currentThread();
  }

  /** After it, and why the producer has not taken it; null if it has. */
  @Nullable Exception endHandOver() {
    handingOver = null;
    Exception why = refusal;
    refusal = null;
    if (why != null) {
      sentNanos = NOT_SENT;
    }
    return why;
  }

  @Override
  public void onCompletion(@Nullable RecordMetadata metadata, @Nullable Exception exception) {
    if (exception != null && handingOver == Thread.currentThread()) {
      refusal = exception;
      return;
    }
    if (metadata != null && span != SendSpan.NONE) {
      placed(metadata);
    }
    answers.answered(this, exception);
  }

  private void placed(RecordMetadata metadata) {
    try {
      if (metadata.hasOffset()) {
        span.set(SpanAttributes.PARTITION, Integer.toString(metadata.partition()));
        span.set(SpanAttributes.KAFKA_OFFSET, metadata.offset());
      }
    } catch (Throwable none) {
      // no memory: an event has its result without them
      answers.untraced(none);
    }
  }

  /** Whether this is its result; the first one is. */
  boolean settle(DeliveryResult value) {
    boolean first = result.compareAndSet(null, value);
    if (first) {
      kafkaRecord = null;
    }
    return first;
  }

  @Nullable DeliveryResult result() {
    return result.get();
  }

  /** Whether this is the first time; whoever gets true owes the callback its one result. */
  boolean beginTelling() {
    return told.compareAndSet(false, true);
  }

  void tell(DeliveryResult value) {
    if (value.isDelivered()) {
      span.answered(NONE, RESULTS_OF_NONE);
    } else {
      span.failed(value);
    }
    callback.onResult(value);
  }
}
