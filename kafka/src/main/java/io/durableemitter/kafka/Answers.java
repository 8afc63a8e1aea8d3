package io.durableemitter.kafka;

import io.durableemitter.api.BatchingConfig;
import io.durableemitter.api.DeliveryResult;
import io.durableemitter.api.DeliveryResult.FailureKind;
import io.durableemitter.api.internal.batch.BatchHandler;
import io.durableemitter.api.internal.batch.Batcher;
import io.durableemitter.api.internal.batch.Offer;
import io.durableemitter.api.internal.log.LogThrottle;
import io.durableemitter.api.internal.log.ThrottledLog;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Gives each event its one result and runs its callback, on threads of its own: Kafka's network
 * thread must not wait for a callback. What waits here is bounded by what is in flight.
 */
final class Answers implements BatchHandler<Outgoing> {

  private static final String UNHANDLED = "an answer of Kafka was not passed on at once";
  private static final String CALLBACK_THREW = "a delivery callback threw";
  private static final String HANGING = "a delivery callback has not returned when closing";
  private static final String UNCOUNTED = "a result was not counted";
  private static final String UNTRACED = "a span does not say where in Kafka its event is";
  private static final String UNTOLD = "callbacks were not run as they should be";

  private static final DeliveryResult DELIVERED = DeliveryResult.delivered();
  private static final DeliveryResult UNREAD =
      DeliveryResult.failed(
          FailureKind.TRANSPORT, "Kafka has not taken the event, and why could not be read");

  private final InFlight inFlight;
  private final Verdicts verdicts;
  private final KafkaCounters counters;
  private final Optional<KafkaMetrics> metrics;
  private final ThrottledLog log;
  private final Batcher<Outgoing> callbacks;
  private final Set<Thread> running = ConcurrentHashMap.newKeySet();
  private volatile @Nullable Throwable worstAnswer;

  Answers(
      KafkaConfig config,
      InFlight inFlight,
      Verdicts verdicts,
      KafkaCounters counters,
      Optional<KafkaMetrics> metrics,
      LogThrottle throttle) {
    this.inFlight = inFlight;
    this.verdicts = verdicts;
    this.counters = counters;
    this.metrics = metrics;
    this.log = throttle.log(Answers.class);
    this.callbacks =
        new Batcher<>(
            config.threadPrefix() + "-callbacks",
            BatchingConfig.builder()
                .workers(config.callbackThreads())
                .queueSize(config.buffer().queueSize() + config.buffer().maxInFlight())
                .build(),
            this);
  }

  void start() {
    callbacks.start();
  }

  /** Kafka has answered, on its network thread. Never throws, or that thread would end. */
  void answered(Outgoing event, @Nullable Exception error) {
    try {
      if (error == null) {
        settle(event, DeliveryResult.delivered());
      } else {
        if (Verdicts.endsProducer(error)) {
          worstAnswer = error;
        }
        settle(event, verdicts.of(event.topic(), error));
      }
    } catch (Throwable thrown) {
      // the next look at what is in flight has its callback run
      boolean unused = event.settle(error == null ? DELIVERED : UNREAD);
      log.error(UNHANDLED, thrown);
    }
  }

  /** Something for traces was not to be had. */
  void untraced(Throwable thrown) {
    log.error(UNTRACED, thrown);
  }

  /** What makes the producer useless, if it has been told since the last call. */
  @Nullable Throwable takeWorstAnswer() {
    Throwable worst = worstAnswer;
    worstAnswer = null;
    return worst;
  }

  /** Gives an event its result, unless it has one, and has its callback run. */
  void settle(Outgoing event, DeliveryResult result) {
    long sent = event.sentNanos;
    if (event.settle(result)) {
      if (sent != Outgoing.NOT_SENT && metrics.isPresent()) {
        metrics.get().answered(System.nanoTime() - sent, event.bytes(), result.isDelivered());
      }
      queue(event);
    }
  }

  /** Has the callback of an event with a result run, unless that is seen to. */
  void queue(Outgoing event) {
    if (event.queuedForCallback) {
      return;
    }
    event.queuedForCallback = true;
    boolean taken = false;
    try {
      taken = callbacks.offer(event) == Offer.ACCEPTED;
    } finally {
      event.queuedForCallback = taken;
    }
    if (!taken) {
      // closed: whoever comes so late is told here
      tell(event);
    }
  }

  @Override
  public void handle(List<Outgoing> batch) {
    Thread current = Thread.currentThread();
    running.add(current);
    try {
      for (int i = 0; i < batch.size(); i++) {
        tell(batch.get(i));
      }
    } finally {
      running.remove(current);
    }
  }

  /** Runs one callback, on this thread, unless it has run. */
  void tell(Outgoing event) {
    DeliveryResult result = event.result();
    if (result == null || !event.beginTelling()) {
      return;
    }
    try {
      counters.result(result);
    } catch (Throwable thrown) {
      log.error(UNCOUNTED, thrown);
    }
    try {
      event.tell(result);
    } catch (Throwable thrown) {
      // one callback must not keep its neighbours from theirs
      log.error(CALLBACK_THREW, thrown);
    } finally {
      inFlight.leave(event);
    }
  }

  @Override
  public void failed(List<Outgoing> batch, Throwable error) {
    log.error(UNTOLD, error);
    for (int i = 0; i < batch.size(); i++) {
      tell(batch.get(i));
    }
  }

  @Override
  public void abandoned(List<Outgoing> batch) {
    // the threads hang in callbacks; these are told by the one that closes
    for (int i = 0; i < batch.size(); i++) {
      tell(batch.get(i));
    }
  }

  boolean isCallbackThread() {
    return running.contains(Thread.currentThread());
  }

  Optional<String> problem() {
    return callbacks.problem();
  }

  /** Ends the threads after what is queued; what is behind a callback that hangs is told here. */
  void closeNow(Duration grace) {
    boolean told = callbacks.close(grace);
    if (!told) {
      log.warn(HANGING, HANGING);
    }
  }
}
