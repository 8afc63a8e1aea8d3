package io.durableemitter.ingress.kafka;

import io.durableemitter.kafka.EventRule;
import java.util.Optional;
import java.util.Set;

/** Where events go, and what is known of that beforehand. */
interface Topics {

  /** Yields the topic of each event. */
  EventRule rule();

  /** The topics that are known by name. */
  Set<String> named();

  /** Whether there are no others. */
  boolean namesAll();

  /**
   * Looks whether something has changed.
   *
   * @param check fails with an IllegalArgumentException for topics that must not be
   */
  default void refresh(TopicCheck check) {}

  /** What is wrong with what would be in force if it were right. */
  default Optional<String> problem() {
    return Optional.empty();
  }

  /** One rule for all events. */
  static Topics of(EventRule rule) {
    rule.requireTopic();
    return new Topics() {
      @Override
      public EventRule rule() {
        return rule;
      }

      @Override
      public Set<String> named() {
        return rule.fixed().map(Set::of).orElseGet(Set::of);
      }

      @Override
      public boolean namesAll() {
        return rule.fixed().isPresent();
      }
    };
  }
}
