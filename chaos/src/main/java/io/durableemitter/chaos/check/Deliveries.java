package io.durableemitter.chaos.check;

import io.cloudevents.v1.proto.CloudEvent;
import io.durableemitter.ingress.EventObserver;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.LongSupplier;

/**
 * Each event that the other end has accepted, with its fingerprints and how often it came, and
 * those that it has refused. It may outlive the servers that it observes. Safe for use by several
 * threads.
 */
public final class Deliveries implements EventObserver {

  /** What is known of an event that was accepted. */
  private static final class Trace {
    private final Set<String> fingerprints = new HashSet<>(2);
    private long acceptedNanos;
    private boolean sentAgain;
  }

  private final LongSupplier ticker;
  private final Map<String, Trace> traces = new LinkedHashMap<>();
  private final List<Repeat> repeats = new ArrayList<>();
  private final Map<String, Set<String>> refusals = new HashMap<>();
  private final Set<String> refusedLater = new HashSet<>();
  private long[] acceptances = new long[1_024];
  private int accepted;

  /** Nothing yet. */
  public Deliveries() {
    this(System::nanoTime);
  }

  Deliveries(LongSupplier ticker) {
    this.ticker = ticker;
  }

  @Override
  public synchronized void accept(List<CloudEvent> events) {
    for (CloudEvent event : events) {
      add(event.getId(), Fingerprint.of(event));
    }
  }

  @Override
  public void refuse(CloudEvent event, String code) {
    refused(event.getId(), code);
  }

  synchronized void add(String id, String fingerprint) {
    long now = ticker.getAsLong();
    Trace trace = traces.get(id);
    if (trace == null) {
      trace = new Trace();
      traces.put(id, trace);
    } else {
      sentAgain(id, trace, now);
    }
    trace.fingerprints.add(fingerprint);
    trace.acceptedNanos = now;
    trace.sentAgain = false;
    if (accepted == acceptances.length) {
      acceptances = Arrays.copyOf(acceptances, 2 * accepted);
    }
    acceptances[accepted++] = now;
  }

  synchronized void refused(String id, String code) {
    refusals.computeIfAbsent(id, key -> new HashSet<>(2)).add(code);
    Trace trace = traces.get(id);
    if (trace != null) {
      sentAgain(id, trace, ticker.getAsLong());
      refusedLater.add(id);
    }
  }

  // whoever was refused is right to come again: only the first time is a repeat
  private void sentAgain(String id, Trace trace, long now) {
    if (!trace.sentAgain) {
      trace.sentAgain = true;
      repeats.add(new Repeat(id, trace.acceptedNanos, now));
    }
  }

  /** How many different events came. */
  public synchronized long distinct() {
    return traces.size();
  }

  /** How many came that had come before. */
  public synchronized long duplicates() {
    return (long) accepted - traces.size();
  }

  /** How many acceptances there were in a time, as of {@link System#nanoTime()}. */
  public synchronized long acceptedBetween(long since, long until) {
    return Arrays.stream(acceptances, 0, accepted)
        .filter(nanos -> nanos - since >= 0 && until - nanos >= 0)
        .count();
  }

  /** How many different events came whose ids begin so. */
  public synchronized long distinct(String ids) {
    return traces.keySet().stream().filter(id -> id.startsWith(ids)).count();
  }

  /** The events that came once more after they had been accepted. */
  public synchronized List<Repeat> repeats() {
    return List.copyOf(repeats);
  }

  /** The ids of all that came. */
  public synchronized Set<String> ids() {
    return Set.copyOf(traces.keySet());
  }

  /** The ids of all that came, in the order in which each came first. */
  public synchronized List<String> inOrder() {
    return List.copyOf(traces.keySet());
  }

  /** Whether an event came. */
  public synchronized boolean contains(String id) {
    return traces.containsKey(id);
  }

  /** Whether an event was refused with one of these codes. */
  synchronized boolean wasRefused(String id, Set<String> codes) {
    return refusals.getOrDefault(id, Set.of()).stream().anyMatch(codes::contains);
  }

  /** Whether an event was refused after it had been accepted. */
  synchronized boolean wasRefusedLater(String id) {
    return refusedLater.contains(id);
  }

  /** Whether an event came, each time with this fingerprint. */
  synchronized boolean onlyAs(String id, String fingerprint) {
    Trace trace = traces.get(id);
    return trace != null && trace.fingerprints.equals(Set.of(fingerprint));
  }
}
