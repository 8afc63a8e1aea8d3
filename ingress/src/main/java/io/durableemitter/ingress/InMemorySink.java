package io.durableemitter.ingress;

import io.cloudevents.v1.proto.CloudEvent;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ObjLongConsumer;

/**
 * Keeps the ids of all accepted events, counts how often each came, and keeps the last few events
 * whole. An event is known by source and id. Bounded: when it is full it refuses, it does not
 * forget. Safe for concurrent use; a batch takes its lock once.
 */
public final class InMemorySink implements EventSink {

  /** The default capacity; about 250 MiB when it is full. */
  public static final int DEFAULT_CAPACITY = 2_000_000;

  private static final int RECENT_EVENTS = 1_000;
  private static final long RECENT_BYTES = 16L << 20;

  private final int capacity;
  private final Map<String, Map<String, Integer>> timesSeen = new HashMap<>();
  private final Deque<CloudEvent> recent = new ArrayDeque<>();
  private long recentBytes;
  private long distinct;
  private long duplicates;

  /**
   * A sink.
   *
   * @param capacity the most different events it holds, at least 1
   */
  public InMemorySink(int capacity) {
    if (capacity < 1) {
      throw new IllegalArgumentException("capacity must be at least 1 but is " + capacity);
    }
    this.capacity = capacity;
  }

  @Override
  public synchronized void accept(List<CloudEvent> events) {
    if (distinct + events.size() > capacity && distinct + countNew(events) > capacity) {
      throw new SinkFullException(capacity);
    }
    for (CloudEvent event : events) {
      Map<String, Integer> ids =
          timesSeen.computeIfAbsent(event.getSource(), source -> new HashMap<>());
      if (ids.merge(event.getId(), 1, Integer::sum) == 1) {
        distinct++;
      } else {
        duplicates++;
      }
      keep(event);
    }
  }

  private long countNew(List<CloudEvent> events) {
    return events.stream()
        .filter(e -> !timesSeen.getOrDefault(e.getSource(), Map.of()).containsKey(e.getId()))
        .map(e -> List.of(e.getSource(), e.getId()))
        .distinct()
        .count();
  }

  private void keep(CloudEvent event) {
    recent.addLast(event);
    recentBytes += event.getSerializedSize();
    while (recent.size() > RECENT_EVENTS || (recentBytes > RECENT_BYTES && recent.size() > 1)) {
      recentBytes -= recent.removeFirst().getSerializedSize();
    }
  }

  /**
   * How many different events were accepted.
   *
   * @return 0 to the capacity
   */
  public synchronized long distinctCount() {
    return distinct;
  }

  /**
   * How many events were accepted that had been accepted before.
   *
   * @return 0 or more
   */
  public synchronized long duplicateCount() {
    return duplicates;
  }

  /**
   * Whether an event with this id was accepted, from any source.
   *
   * @param id the CloudEvents id
   * @return true if it was
   */
  public synchronized boolean contains(String id) {
    return timesSeen.values().stream().anyMatch(ids -> ids.containsKey(id));
  }

  /**
   * Gives each accepted id and how often it came. Holds the sink's lock meanwhile.
   *
   * @param consumer told of each
   */
  public synchronized void forEachId(ObjLongConsumer<String> consumer) {
    timesSeen.values().forEach(ids -> ids.forEach(consumer::accept));
  }

  /**
   * The last events accepted, newest last.
   *
   * @param limit the most to give
   * @return at most 1,000 events and 16 MiB
   */
  public synchronized List<CloudEvent> recent(int limit) {
    return recent.stream().skip(Math.max(0, recent.size() - limit)).toList();
  }

  /** Forgets everything. */
  public synchronized void reset() {
    timesSeen.clear();
    recent.clear();
    recentBytes = 0;
    distinct = 0;
    duplicates = 0;
  }
}
