package io.durableemitter.examples.shop;

import java.util.HashSet;
import java.util.Set;

/** What the shop answered. Safe for use by several threads. */
final class Answers {

  private final Set<String> confirmed = new HashSet<>();
  private int placed;
  private int refused;
  private int unanswered;

  synchronized void placed(Set<String> events) {
    confirmed.addAll(events);
    placed++;
  }

  synchronized void refuse() {
    refused++;
  }

  synchronized void noAnswer() {
    unanswered++;
  }

  synchronized int placed() {
    return placed;
  }

  synchronized int refused() {
    return refused;
  }

  synchronized int unanswered() {
    return unanswered;
  }

  /** How many there are. */
  synchronized int count() {
    return placed + refused;
  }

  /** The ids of the events that the shop has confirmed. */
  synchronized Set<String> confirmed() {
    return Set.copyOf(confirmed);
  }
}
