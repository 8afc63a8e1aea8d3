package io.durableemitter.kafka;

import io.durableemitter.api.DeliveryResult;
import io.durableemitter.api.DeliveryResult.FailureKind;
import io.durableemitter.api.internal.log.LogThrottle;
import io.durableemitter.api.internal.log.ThrottledLog;
import io.durableemitter.api.internal.text.ErrorText;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.producer.BufferExhaustedException;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.ApiException;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.jspecify.annotations.Nullable;

/**
 * The thread that looks after what would otherwise be forgotten: events that wait for their topic,
 * every few milliseconds while there are any; answers that never came, about once a second.
 */
final class Watch implements Runnable {

  private static final String WENT_ON = "the watch of the Kafka transport went on after an error";
  private static final long SHORT_MILLIS = 5;
  private static final long LONG_MILLIS = 1_000;
  private static final long LOOK_NANOS = TimeUnit.SECONDS.toNanos(1);
  private static final long MARGIN_NANOS = TimeUnit.SECONDS.toNanos(5);

  private final String name;
  private final long overdueNanos;
  private final InFlight inFlight;
  private final Producers producers;
  private final WaitingTopics topics;
  private final Verdicts verdicts;
  private final Answers answers;
  private final ThrottledLog log;
  private volatile boolean closed;
  private volatile @Nullable Thread thread;
  private long lastLookNanos = System.nanoTime(); // by the thread

  Watch(
      KafkaConfig config,
      InFlight inFlight,
      Producers producers,
      WaitingTopics topics,
      Verdicts verdicts,
      Answers answers,
      LogThrottle throttle) {
    this.name = config.threadPrefix() + "-watch";
    this.overdueNanos = TimeUnit.NANOSECONDS.convert(config.deliveryTimeout()) + MARGIN_NANOS;
    this.inFlight = inFlight;
    this.producers = producers;
    this.topics = topics;
    this.verdicts = verdicts;
    this.answers = answers;
    this.log = throttle.log(Watch.class);
  }

  void start() {
    Thread made = new Thread(this, name);
    made.setDaemon(true);
    made.start();
    thread = made;
  }

  /** There is something to look after. */
  synchronized void wake() {
    notifyAll();
  }

  synchronized void close() {
    closed = true;
    notifyAll();
  }

  Optional<String> problem() {
    Thread current = thread;
    return closed || current == null || current.isAlive()
        ? Optional.empty()
        : Optional.of("the thread " + name + " has ended although nobody closed it");
  }

  @Override
  public void run() {
    while (!closed) {
      try {
        rest();
        turn(System.nanoTime());
      } catch (Throwable error) {
        // no memory, even for looking: the next turn may find some
        log.error(WENT_ON, error);
      }
    }
  }

  @SuppressWarnings("WaitNotInLoop") // every turn looks at everything
  private synchronized void rest() {
    try {
      if (!closed) {
        wait(topics.isEmpty() ? LONG_MILLIS : SHORT_MILLIS);
      }
    } catch (InterruptedException stray) {
      // nobody ends this thread but close()
    }
  }

  void turn(long nowNanos) {
    for (Outgoing first : topics.due(nowNanos)) {
      tryTopic(first, nowNanos);
    }
    if (nowNanos - lastLookNanos >= LOOK_NANOS) {
      lastLookNanos = nowNanos;
      look(nowNanos);
    }
  }

  private void tryTopic(Outgoing first, long nowNanos) {
    String topic = first.topic();
    Exception refusal = first.result() == null ? send(first, nowNanos) : null;
    if (refusal == null) {
      goOn(first, nowNanos);
    } else if (refusal instanceof BufferExhaustedException
        || refusal instanceof InterruptException) {
      // the topic is known; its events go when there is room
      topics.retrySoon(topic, nowNanos);
    } else if (refusal instanceof TimeoutException) {
      DeliveryResult result = topics.stillUnknown(topic, refusal.getCause(), nowNanos);
      if (result != null) {
        refuse(topic, result, nowNanos);
      }
    } else if (isAboutAll(refusal)) {
      for (String each : topics.names()) {
        refuse(each, verdicts.of(each, refusal), nowNanos);
      }
    } else if (Verdicts.isAboutTheTopic(refusal)) {
      refuse(topic, verdicts.topicWrong(topic, refusal), nowNanos);
    } else {
      answers.settle(first, verdicts.refusedHere(topic, refusal));
      goOn(first, nowNanos);
    }
  }

  private @Nullable Exception send(Outgoing event, long nowNanos) {
    try {
      return producers.send(event, nowNanos);
    } catch (RuntimeException e) {
      answers.settle(event, DeliveryResult.failed(FailureKind.CALL, ErrorText.of(e), e));
      return null;
    }
  }

  /** The others of the topic follow the first. */
  private void goOn(Outgoing first, long nowNanos) {
    for (Outgoing event : topics.release(first.topic())) {
      Exception refusal = event == first ? null : send(event, nowNanos);
      if (refusal instanceof TimeoutException || refusal instanceof InterruptException) {
        // of a buffer that is full too
        WaitingTopics.Parking unused = topics.park(event, null, nowNanos);
      } else if (refusal != null) {
        answers.settle(event, verdicts.refusedHere(event.topic(), refusal));
      }
    }
  }

  private void refuse(String topic, DeliveryResult result, long nowNanos) {
    for (Outgoing event : topics.refuse(topic, result, nowNanos)) {
      answers.settle(event, result);
    }
  }

  private static boolean isAboutAll(Exception refusal) {
    boolean ofTheTopic = refusal instanceof TopicAuthorizationException;
    return refusal instanceof AuthenticationException
        || (refusal instanceof AuthorizationException && !ofTheTopic)
        || refusal instanceof IllegalStateException
        || (refusal instanceof KafkaException && !(refusal instanceof ApiException));
  }

  /** Looks for answers that were not passed on, or never came. */
  void look(long nowNanos) {
    Throwable worst = answers.takeWorstAnswer();
    if (worst != null) {
      producers.replace(worst);
    }
    Outgoing untold = inFlight.find(event -> event.result() != null && !event.queuedForCallback);
    while (untold != null) {
      answers.queue(untold);
      untold = inFlight.find(event -> event.result() != null && !event.queuedForCallback);
    }
    giveUpOverdue(nowNanos);
  }

  private void giveUpOverdue(long nowNanos) {
    boolean lost = false;
    Outgoing overdue = inFlight.find(event -> isOverdue(event, nowNanos));
    while (overdue != null) {
      lost = true;
      answers.settle(
          overdue,
          DeliveryResult.failed(
              FailureKind.TRANSPORT,
              "Kafka's producer has not answered for "
                  + Duration.ofNanos(overdueNanos).toSeconds()
                  + " s, longer than it may take"));
      overdue = inFlight.find(event -> isOverdue(event, nowNanos));
    }
    if (lost) {
      producers.replace(new KafkaException("it did not answer in time"));
    }
  }

  private boolean isOverdue(Outgoing event, long nowNanos) {
    long sent = event.sentNanos;
    return sent != Outgoing.NOT_SENT && event.result() == null && nowNanos - sent > overdueNanos;
  }

  /** Ends all that wait for a topic, or for an answer. */
  void endAll() {
    List<String> waiting = topics.names();
    waiting.forEach(topic -> refuse(topic, RecordSender.CLOSED, System.nanoTime()));
    Outgoing open = inFlight.find(event -> event.result() == null);
    while (open != null) {
      answers.settle(open, RecordSender.CLOSED);
      open = inFlight.find(event -> event.result() == null);
    }
  }
}
