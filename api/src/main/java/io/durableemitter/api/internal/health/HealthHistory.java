package io.durableemitter.api.internal.health;

import io.durableemitter.api.HealthReport.Component;
import io.durableemitter.api.HealthReport.State;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/** Since when each part is in its state. Safe for concurrent use. */
public final class HealthHistory {

  private record Seen(State state, Instant since) {}

  private final InstantSource clock;
  // as many as there are names of parts
  private final ConcurrentMap<String, Seen> last = new ConcurrentHashMap<>();

  /**
   * A history without a look.
   *
   * @param clock tells when a look is
   */
  public HealthHistory(InstantSource clock) {
    this.clock = clock;
  }

  /**
   * Looks at parts.
   *
   * @param components as they are now
   * @return the same, each with the time of the look at which it was first seen in its state
   */
  public List<Component> look(List<Component> components) {
    Instant now = clock.instant();
    return components.stream().map(part -> part.since(since(part, now))).toList();
  }

  private Instant since(Component part, Instant now) {
    return last.merge(
            part.name(),
            new Seen(part.state(), now),
            (before, seen) -> before.state == seen.state ? before : seen)
        .since;
  }
}
