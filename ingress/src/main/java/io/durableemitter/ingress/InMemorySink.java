package io.durableemitter.ingress;

import io.cloudevents.v1.proto.CloudEvent;
import java.util.ArrayDeque;
import java.util.Collections;
import java.util.Deque;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.ObjLongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the ids of all accepted events, counts how often each came, and keeps the last few events
 * whole. An event is known by source and id. Bounded in events and in bytes: when it is full it
 * refuses, it does not forget. Safe for concurrent use; a batch takes its lock once, and readers of
 * ids take none.
 */
public final class InMemorySink implements EventSink {

  /** The default capacity. */
  public static final int DEFAULT_CAPACITY = 2_000_000;

  /** What an id takes beside its characters, and what a source does. */
  private static final int ID_BYTES = 112;

  private static final int SOURCE_BYTES = 320;
  private static final int RECENT_EVENTS = 1_000;
  private static final long RECENT_BYTES = 16L << 20;

  private final int capacity;
  private final long capacityBytes;
  private final ConcurrentHashMap<String, ConcurrentHashMap<String, Integer>> timesSeen =
      new ConcurrentHashMap<>();
  private final Deque<CloudEvent> recent = new ArrayDeque<>();
  private long recentBytes;
  private long distinct;
  private long bytes;
  private long duplicates;

  /** Why the last batch was not taken; null if it was. */
  private @Nullable String full;

  /**
   * A sink whose ids take up to a quarter of the heap.
   *
   * @param capacity the most different events it holds, at least 1
   */
  public InMemorySink(int capacity) {
    this(capacity, defaultCapacityBytes());
  }

  /**
   * A sink.
   *
   * @param capacity the most different events it holds, at least 1
   * @param capacityBytes the most memory that their ids and sources take, about 150 bytes for a
   *     UUID; at least 1 MiB. The last events come on top, 16 MiB of them
   */
  public InMemorySink(int capacity, long capacityBytes) {
    if (capacity < 1) {
      throw new IllegalArgumentException("capacity must be at least 1 but is " + capacity);
    }
    if (capacityBytes < 1 << 20) {
      throw new IllegalArgumentException(
          "capacityBytes must be at least 1048576 but is " + capacityBytes);
    }
    this.capacity = capacity;
    this.capacityBytes = capacityBytes;
  }

  /**
   * The most memory for ids and sources unless another is given.
   *
   * @return a quarter of the heap, in bytes
   */
  public static long defaultCapacityBytes() {
    return Math.max(1 << 20, Runtime.getRuntime().maxMemory() / 4);
  }

  @Override
  public CompletionStage<List<EventOutcome>> accept(SinkBatch batch) {
    take(batch.events());
    return CompletableFuture.completedFuture(EventOutcome.allAccepted(batch));
  }

  @Override
  public synchronized Optional<String> problem() {
    return Optional.ofNullable(full);
  }

  @Override
  public String description() {
    return "memory: up to " + capacity + " events, gone with the process";
  }

  /** Takes all or, if there is no room for them, none. */
  synchronized void take(List<CloudEvent> events) {
    requireRoom(events);
    full = null;
    for (CloudEvent event : events) {
      Map<String, Integer> ids =
          timesSeen.computeIfAbsent(event.getSource(), source -> new ConcurrentHashMap<>());
      bytes += ids.isEmpty() ? sourceBytes(event) : 0;
      if (ids.merge(event.getId(), 1, Integer::sum) == 1) {
        distinct++;
        bytes += idBytes(event);
      } else {
        duplicates++;
      }
      keep(event);
    }
  }

  /** First as if all were new, which costs little, and if that is too much as it is. */
  private void requireRoom(List<CloudEvent> events) {
    long most = events.stream().mapToLong(e -> sourceBytes(e) + idBytes(e)).sum();
    if (distinct + events.size() <= capacity && bytes + most <= capacityBytes) {
      return;
    }
    Set<String> sources = new HashSet<>();
    Set<List<String>> ids = new HashSet<>();
    long more = 0;
    for (CloudEvent event : events) {
      Map<String, Integer> known = timesSeen.get(event.getSource());
      if (known == null && sources.add(event.getSource())) {
        more += sourceBytes(event);
      }
      if ((known == null || !known.containsKey(event.getId()))
          && ids.add(List.of(event.getSource(), event.getId()))) {
        more += idBytes(event);
      }
    }
    if (distinct + ids.size() > capacity) {
      throw full(capacity + " events");
    }
    if (bytes + more > capacityBytes) {
      throw full(capacityBytes + " bytes of ids and sources");
    }
  }

  private SinkException full(String most) {
    String message =
        "the sink is full: it holds at most " + most + "; reset it or raise its capacity";
    full = message;
    return new SinkException(SinkException.Reason.FULL, message);
  }

  private static long sourceBytes(CloudEvent event) {
    return SOURCE_BYTES + textBytes(event.getSource());
  }

  private static long idBytes(CloudEvent event) {
    return ID_BYTES + textBytes(event.getId());
  }

  /** A string takes one byte per character if all are of Latin-1, else two. */
  private static long textBytes(String text) {
    return text.chars().allMatch(c -> c < 0x100) ? text.length() : 2L * text.length();
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
  public boolean contains(String id) {
    return timesSeen.values().stream().anyMatch(ids -> ids.containsKey(id));
  }

  /**
   * Gives each accepted id and how often it came. Events that are accepted meanwhile may be among
   * them or not; nobody waits.
   *
   * @param consumer told of each
   */
  public void forEachId(ObjLongConsumer<String> consumer) {
    timesSeen.values().forEach(ids -> ids.forEach(consumer::accept));
  }

  /** As {@link #forEachId}, at the reader's own pace. */
  Iterator<Map.Entry<String, Integer>> ids() {
    Iterator<ConcurrentHashMap<String, Integer>> sources = timesSeen.values().iterator();
    return new Iterator<>() {
      private Iterator<Map.Entry<String, Integer>> ofSource = Collections.emptyIterator();

      @Override
      public boolean hasNext() {
        while (!ofSource.hasNext() && sources.hasNext()) {
          ofSource = sources.next().entrySet().iterator();
        }
        return ofSource.hasNext();
      }

      @Override
      public Map.Entry<String, Integer> next() {
        if (!hasNext()) {
          throw new NoSuchElementException();
        }
        return ofSource.next();
      }
    };
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
    bytes = 0;
    duplicates = 0;
    full = null;
  }
}
