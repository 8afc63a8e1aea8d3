package io.durableemitter.testkit;

import io.cloudevents.CloudEvent;
import io.durableemitter.api.Payload;
import io.durableemitter.api.internal.text.ForeignText;
import java.time.Duration;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.assertj.core.api.WritableAssertionInfo;

/** Looks at events again and again until they are as expected, or the time is over. */
final class EventWatch {

  private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(2);
  private static final int LISTED = 20;
  private static final int LINE = 300;

  private final EmittedEvents events;
  private final Duration wait;
  private final long end;
  private final WritableAssertionInfo info;
  private final IdentityHashMap<Payload, Optional<CloudEvent>> decoded = new IdentityHashMap<>();

  EventWatch(EmittedEvents events, Duration wait, WritableAssertionInfo info) {
    this.events = events;
    this.wait = wait;
    this.end = System.nanoTime() + wait.toNanos();
    this.info = info;
  }

  /** An event, or bytes that are none. */
  record Seen(Payload payload, Optional<CloudEvent> event) {

    private Object identity() {
      return event
          .<Object>map(one -> List.of(one.getSource().toString(), one.getId()))
          .orElse(payload);
    }

    private String line() {
      return ForeignText.oneLine(
          event.map(EventLine::of).orElse("no CloudEvent: " + payload), LINE);
    }
  }

  /** The events until now, each once. */
  List<Seen> seen() {
    Set<Object> known = new HashSet<>();
    return events.payloads().stream()
        .map(payload -> new Seen(payload, decode(payload)))
        .filter(one -> known.add(one.identity()))
        .toList();
  }

  private Optional<CloudEvent> decode(Payload payload) {
    return decoded.computeIfAbsent(payload, EventWatch::tryToDecode);
  }

  private static Optional<CloudEvent> tryToDecode(Payload payload) {
    try {
      return Optional.of(EmittedEvents.decode(payload));
    } catch (IllegalArgumentException e) {
      return Optional.empty(); // listed as such
    }
  }

  /** Whether it came true in time; an interrupt ends the wait. */
  boolean await(Predicate<List<Seen>> condition) {
    boolean met = condition.test(seen());
    while (!met && System.nanoTime() - end < 0 && !Thread.currentThread().isInterrupted()) {
      LockSupport.parkNanos(LOOK_NANOS);
      met = condition.test(seen());
    }
    return met;
  }

  AssertionError failure(String expected) {
    List<Seen> all = seen();
    String listed =
        IntStream.range(0, Math.min(LISTED, all.size()))
            .mapToObj(i -> "\n  " + (i + 1) + ". " + all.get(i).line())
            .collect(Collectors.joining());
    int more = all.size() - Math.min(LISTED, all.size());
    String found =
        "%s%s within %s, but found %s%s%s"
            .formatted(
                info.hasDescription() ? "[" + info.descriptionText() + "] " : "",
                expected,
                seconds(wait),
                count(all.size()),
                all.isEmpty() ? "" : ":" + listed,
                more == 0 ? "" : "\n  and " + more + " more");
    return new AssertionError(found);
  }

  static String count(int events) {
    return events == 0 ? "none" : events == 1 ? "1 event" : events + " events";
  }

  private static String seconds(Duration time) {
    return time.toMillis() % 1_000 == 0 ? time.toSeconds() + " s" : time.toMillis() + " ms";
  }
}
