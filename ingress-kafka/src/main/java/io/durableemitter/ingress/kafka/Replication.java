package io.durableemitter.ingress.kafka;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * On how many brokers an event is when it is answered, for each topic.
 *
 * @param topics those that are known by name
 * @param others what topics get that are not known by name, if there may be some
 */
record Replication(Map<String, OfTopic> topics, Optional<OfTopic> others) {

  private static final int MOST_SHOWN = 5;

  /**
   * Of one topic.
   *
   * @param replicas the fewest of a partition
   * @param inSync the fewest that are in sync of a partition
   * @param minInSync {@code min.insync.replicas}; empty if this user may not know
   */
  record OfTopic(int replicas, int inSync, Optional<Integer> minInSync) {

    /** On how many brokers an event certainly is. */
    int sure() {
      return Math.min(replicas, minInSync.orElse(1));
    }

    String text() {
      return replicas
          + (replicas == 1 ? " replica" : " replicas")
          + ", min.insync.replicas "
          + minInSync.map(String::valueOf).orElse("not known")
          + (minInSync.isPresent() && inSync < minInSync.get()
              ? ", of which only " + inSync + " in sync: it takes nothing"
              : "");
    }
  }

  private record Named(String name, OfTopic topic) {
    String text() {
      return name + " (" + topic.text() + ")";
    }
  }

  private List<Named> weakestFirst() {
    List<Named> all = new ArrayList<>();
    topics.forEach((name, topic) -> all.add(new Named(name, topic)));
    others.ifPresent(topic -> all.add(new Named("topics by the brokers' defaults", topic)));
    all.sort(Comparator.comparingInt(named -> named.topic().sure()));
    return all;
  }

  /** All of it, the weakest first. */
  String text() {
    return shown(weakestFirst().stream());
  }

  /** Where one broker's disk can take answered events along; empty if nowhere. */
  Optional<String> warning() {
    List<Named> weak = weakestFirst().stream().filter(named -> named.topic().sure() < 2).toList();
    return weak.isEmpty()
        ? Optional.empty()
        : Optional.of(
            "an event is answered when a single broker has it, which can take it along: "
                + shown(weak.stream())
                + "; make 3 replicas and min.insync.replicas=2");
  }

  private static String shown(Stream<Named> named) {
    List<String> texts = named.map(Named::text).toList();
    String some = String.join(", ", texts.stream().limit(MOST_SHOWN).toList());
    return texts.size() > MOST_SHOWN
        ? some + " and " + (texts.size() - MOST_SHOWN) + " more"
        : some;
  }
}
