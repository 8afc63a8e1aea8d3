package io.durableemitter.acceptance.check;

import io.cloudevents.v1.proto.CloudEvent;
import io.durableemitter.ingress.EventSink;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Each event that the other end has accepted, with its fingerprints and how often it came. It may
 * outlive the servers that it observes. Safe for use by several threads.
 */
public final class Deliveries implements EventSink {

  private final Map<String, Set<String>> fingerprints = new HashMap<>();
  private long accepted;

  @Override
  public synchronized void accept(List<CloudEvent> events) {
    for (CloudEvent event : events) {
      add(event.getId(), Fingerprint.of(event));
    }
  }

  synchronized void add(String id, String fingerprint) {
    fingerprints.computeIfAbsent(id, key -> new HashSet<>(2)).add(fingerprint);
    accepted++;
  }

  /** How many different events came. */
  public synchronized long distinct() {
    return fingerprints.size();
  }

  /** How many came that had come before. */
  public synchronized long duplicates() {
    return accepted - fingerprints.size();
  }

  /** The ids of all that came. */
  public synchronized Set<String> ids() {
    return Set.copyOf(fingerprints.keySet());
  }

  /** Whether an event came. */
  public synchronized boolean contains(String id) {
    return fingerprints.containsKey(id);
  }

  /** Whether an event came, each time with this fingerprint. */
  synchronized boolean onlyAs(String id, String fingerprint) {
    return fingerprints.getOrDefault(id, Set.of()).equals(Set.of(fingerprint));
  }
}
