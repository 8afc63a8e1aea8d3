package io.durableemitter.kafka;

import io.durableemitter.api.DeliveryResult;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The topics of which the producer does not know yet where they are, and the events that wait for
 * each, so that they hold up nobody else. The first event of each is tried again, at growing
 * intervals, until the producer knows, or the topic timeout is over; a topic that there was not is
 * not looked for again for as long. Safe for concurrent use.
 */
final class WaitingTopics {

  private static final int MOST_TOPICS = 10_000;
  private static final long FIRST_PAUSE = TimeUnit.MILLISECONDS.toNanos(5);
  private static final long LONGEST_PAUSE = TimeUnit.MILLISECONDS.toNanos(250);

  /** What can become of an event whose topic is not known. */
  enum Parking {
    /** It waits here. */
    PARKED,
    /** There is no room for more of this topic. */
    FULL,
    /** The topic was looked for just now. */
    REFUSED
  }

  private static final class Waiting {
    private final Deque<Outgoing> events = new ArrayDeque<>();
    private final long sinceNanos;
    private long pauseNanos = FIRST_PAUSE;
    private long nextNanos;
    private @Nullable Throwable cause; // what Kafka has said of the topic last
    private @Nullable DeliveryResult refusal;
    private long refusedUntilNanos;

    Waiting(long nowNanos) {
      sinceNanos = nowNanos;
      nextNanos = nowNanos + FIRST_PAUSE;
    }
  }

  private final long timeoutNanos;
  private final Duration timeout;
  private final int mostOfOne;
  private final Verdicts verdicts;
  // guarded by this
  private final Map<String, Waiting> topics = new LinkedHashMap<>();

  WaitingTopics(Duration timeout, int mostOfOne, Verdicts verdicts) {
    this.timeout = timeout;
    this.timeoutNanos = TimeUnit.NANOSECONDS.convert(timeout);
    this.mostOfOne = mostOfOne;
    this.verdicts = verdicts;
  }

  /** Whether events wait for this topic. */
  synchronized boolean waits(String topic) {
    Waiting waiting = topics.isEmpty() ? null : topics.get(topic);
    return waiting != null && waiting.refusal == null;
  }

  /** The producer has taken an event of this topic, so it is not refused any more. */
  synchronized void found(String topic) {
    Waiting waiting = topics.isEmpty() ? null : topics.get(topic);
    if (waiting != null && waiting.refusal != null) {
      topics.remove(topic);
    }
  }

  /** Lets an event wait for its topic. */
  synchronized Parking park(Outgoing event, @Nullable Throwable cause, long nowNanos) {
    String topic = event.topic();
    Waiting waiting = topics.get(topic);
    if (waiting != null && waiting.refusal != null) {
      if (nowNanos - waiting.refusedUntilNanos < 0) {
        return Parking.REFUSED;
      }
      topics.remove(topic);
      waiting = null;
    }
    if (waiting == null) {
      if (topics.size() >= MOST_TOPICS) {
        return Parking.FULL;
      }
      waiting = new Waiting(nowNanos);
      topics.put(topic, waiting);
    }
    if (cause != null) {
      waiting.cause = cause;
    }
    if (waiting.events.size() >= mostOfOne) {
      return Parking.FULL;
    }
    waiting.events.add(event);
    return Parking.PARKED;
  }

  /** With what events of a topic are refused that was looked for. */
  synchronized @Nullable DeliveryResult refusal(String topic) {
    Waiting waiting = topics.get(topic);
    return waiting == null ? null : waiting.refusal;
  }

  /** Whether a broker has said anything of this topic. */
  synchronized boolean isAnswered(String topic) {
    Waiting waiting = topics.get(topic);
    return waiting != null && waiting.cause != null;
  }

  /** The first event of each topic that is to be tried again now. */
  synchronized List<Outgoing> due(long nowNanos) {
    List<Outgoing> due = new ArrayList<>();
    topics
        .values()
        .removeIf(waiting -> waiting.refusal != null && nowNanos - waiting.refusedUntilNanos >= 0);
    for (Waiting waiting : topics.values()) {
      if (waiting.refusal == null && nowNanos - waiting.nextNanos >= 0) {
        Outgoing first = waiting.events.peek();
        if (first != null) {
          due.add(first);
        }
        waiting.nextNanos = nowNanos + waiting.pauseNanos;
        waiting.pauseNanos = Math.min(2 * waiting.pauseNanos, LONGEST_PAUSE);
      }
    }
    return due;
  }

  /** The topic is known, and what is in the way will soon be gone. */
  synchronized void retrySoon(String topic, long nowNanos) {
    Waiting waiting = topics.get(topic);
    if (waiting != null) {
      waiting.pauseNanos = FIRST_PAUSE;
      waiting.nextNanos = nowNanos + FIRST_PAUSE;
    }
  }

  /** The topic is known: those that have waited, which go on. */
  synchronized List<Outgoing> release(String topic) {
    Waiting waiting = topics.remove(topic);
    return waiting == null ? List.of() : List.copyOf(waiting.events);
  }

  /** What all that waits for this topic fails with, if it has waited long enough. */
  synchronized @Nullable DeliveryResult stillUnknown(
      String topic, @Nullable Throwable cause, long nowNanos) {
    Waiting waiting = topics.get(topic);
    if (waiting == null) {
      return null;
    }
    if (cause != null) {
      waiting.cause = cause;
    }
    Throwable known = waiting.cause;
    boolean about = Verdicts.isAboutTheTopic(known);
    if (!Verdicts.isFinal(known) && nowNanos - waiting.sinceNanos < timeoutNanos) {
      return null;
    }
    return known != null && about
        ? verdicts.topicWrong(topic, known)
        : verdicts.noAnswer(topic, timeout.toMillis() + " ms", known);
  }

  /**
   * Refuses a topic: those that have waited, which are to be given this result. One that Kafka has
   * spoken of is refused for a while, so that the next of its events need not wait for that.
   */
  synchronized List<Outgoing> refuse(String topic, DeliveryResult result, long nowNanos) {
    Waiting waiting = topics.get(topic);
    if (waiting == null) {
      return List.of();
    }
    List<Outgoing> events = List.copyOf(waiting.events);
    waiting.events.clear();
    if (Verdicts.isAboutTheTopic(waiting.cause)) {
      waiting.refusal = result;
      waiting.refusedUntilNanos = nowNanos + timeoutNanos;
    } else {
      topics.remove(topic);
    }
    return events;
  }

  /** All topics that events wait for. */
  synchronized List<String> names() {
    return topics.entrySet().stream()
        .filter(entry -> entry.getValue().refusal == null)
        .map(Map.Entry::getKey)
        .toList();
  }

  synchronized int size() {
    return names().size();
  }

  synchronized boolean isEmpty() {
    return topics.isEmpty();
  }
}
