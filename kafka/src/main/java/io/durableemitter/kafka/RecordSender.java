package io.durableemitter.kafka;

import io.durableemitter.api.DeliveryResult;
import io.durableemitter.api.DeliveryResult.FailureKind;
import io.durableemitter.api.internal.batch.BatchHandler;
import io.durableemitter.api.internal.text.ErrorText;
import io.durableemitter.traces.internal.SendSpan;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.clients.producer.BufferExhaustedException;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Takes events from the queue, makes records of them and hands these to the producer. It waits for
 * room among those in flight and for nothing else, neither for a topic nor for a broker.
 */
final class RecordSender implements BatchHandler<Outgoing> {

  static final DeliveryResult CLOSED =
      DeliveryResult.failed(FailureKind.CLOSED, "the Kafka transport was closed");

  private static final Duration PAUSE = Duration.ofMillis(50);
  private static final String FAILED = "the event could not be handed to Kafka";

  private final InFlight inFlight;
  private final EventRecords records;
  private final Optional<RecordSpans> spans;
  private final Producers producers;
  private final WaitingTopics topics;
  private final Verdicts verdicts;
  private final Answers answers;
  private final Runnable wakeWatch;

  RecordSender(
      InFlight inFlight,
      EventRecords records,
      Optional<RecordSpans> spans,
      Producers producers,
      WaitingTopics topics,
      Verdicts verdicts,
      Answers answers,
      Runnable wakeWatch) {
    this.inFlight = inFlight;
    this.records = records;
    this.spans = spans;
    this.producers = producers;
    this.topics = topics;
    this.verdicts = verdicts;
    this.answers = answers;
    this.wakeWatch = wakeWatch;
  }

  @Override
  public void handle(List<Outgoing> batch) {
    for (int i = 0; i < batch.size(); i++) {
      one(batch.get(i));
    }
  }

  private void one(Outgoing event) {
    try {
      if (enter(event) && route(event)) {
        deliver(event);
      }
    } catch (RuntimeException e) {
      // of a rule's or a partitioner's making: it must not take its neighbours along
      answers.settle(
          event, DeliveryResult.failed(FailureKind.CALL, FAILED + ": " + ErrorText.of(e), e));
    }
  }

  /** Whether there is room for it; waits for it until the transport is closed by force. */
  private boolean enter(Outgoing event) {
    while (true) {
      try {
        if (inFlight.enter(event)) {
          return true;
        }
        answers.settle(event, CLOSED);
        return false;
      } catch (InterruptedException e) {
        // of a close, which the next turn sees, or of nobody who may end this thread
      }
    }
  }

  private boolean route(Outgoing event) {
    EventRecords.Made read = records.of(event.payload());
    if (read instanceof EventRecords.Ready ready) {
      ProducerRecord<byte[], byte[]> made = ready.kafkaRecord();
      event.route(made, spans.isPresent() ? spans.get().begin(event, made) : SendSpan.NONE);
      return true;
    }
    answers.settle(event, ((EventRecords.Refused) read).result());
    return false;
  }

  private void deliver(Outgoing event) {
    boolean again = true;
    while (again && event.result() == null) {
      if (!inFlight.isOpen()) {
        answers.settle(event, CLOSED);
        return;
      }
      again = !attempt(event, System.nanoTime());
    }
  }

  /** Whether somebody else sees to the event now. */
  private boolean attempt(Outgoing event, long nowNanos) {
    if (topics.waits(event.topic())) {
      return park(event, null, nowNanos);
    }
    Exception refusal = producers.send(event, nowNanos);
    if (refusal == null) {
      topics.found(event.topic());
      return true;
    }
    if (refusal instanceof InterruptException) {
      boolean unused = Thread.interrupted();
      return false;
    }
    if (refusal instanceof BufferExhaustedException) {
      return pause();
    }
    if (refusal instanceof TimeoutException) {
      return park(event, refusal.getCause(), nowNanos);
    }
    answers.settle(event, verdicts.refusedHere(event.topic(), refusal));
    return true;
  }

  private boolean park(Outgoing event, @Nullable Throwable cause, long nowNanos) {
    String topic = event.topic();
    switch (topics.park(event, cause, nowNanos)) {
      case PARKED -> {
        wakeWatch.run();
        return true;
      }
      case REFUSED -> {
        DeliveryResult refusal = topics.refusal(topic);
        if (refusal != null) {
          answers.settle(event, refusal);
        }
        return refusal != null;
      }
      case FULL -> {
        if (!topics.isAnswered(topic)) {
          return pause();
        }
        answers.settle(event, lookedFor(topic));
      }
    }
    return true;
  }

  /** Put off, never permanent: the topic may well be there. */
  private static DeliveryResult lookedFor(String topic) {
    return DeliveryResult.rejected(
        KafkaRejection.UNKNOWN_TOPIC.name(),
        "the topic " + topic + " is being looked for, and many events wait for it already",
        false);
  }

  /** Nothing can go on until something is answered. */
  private boolean pause() {
    try {
      inFlight.awaitChange(PAUSE);
    } catch (InterruptedException e) {
      // the caller looks whether the transport is closed
    }
    return false;
  }

  @Override
  public void failed(List<Outgoing> batch, Throwable error) {
    for (int i = 0; i < batch.size(); i++) {
      Outgoing event = batch.get(i);
      if (event.sentNanos == Outgoing.NOT_SENT && !topics.waits(event.topic())) {
        answers.settle(event, DeliveryResult.failed(FailureKind.CALL, FAILED, error));
      }
    }
  }

  @Override
  public void abandoned(List<Outgoing> batch) {
    for (int i = 0; i < batch.size(); i++) {
      answers.settle(batch.get(i), CLOSED);
    }
  }
}
