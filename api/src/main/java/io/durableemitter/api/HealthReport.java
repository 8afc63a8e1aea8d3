package io.durableemitter.api;

import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * How an emitter is at one moment, by its parts. Immutable.
 *
 * <p>Readiness asks whether an emit can be expected to store its event; liveness need not ask
 * anything: no fault that is reported here is mended by a restart.
 *
 * @param components the parts, each with its state
 */
public record HealthReport(List<Component> components) {

  /** States, from good to bad. */
  public enum State {
    /** All is well. */
    UP,
    /** Events are stored, but something else does not work and should be looked after. */
    DEGRADED,
    /** Events cannot be stored. */
    DOWN
  }

  /**
   * A part of an emitter.
   *
   * @param name {@code emitter}, {@code store}, {@code transport}, {@code gate}, {@code insert},
   *     {@code mark}, {@code failed-rows}, {@code hooks} if there are any, {@code queue} once it
   *     was looked at, or that of a duty: {@code retransmit}, {@code expire}, {@code purge}, {@code
   *     purge-dead-letters}, {@code lease}, {@code watch}, {@code sample}, {@code report}
   * @param state its state
   * @param detail what is wrong, for people; empty if nothing is
   * @param since when it came into this state, as far as that was seen: an emitter looks each
   *     second; empty if nobody has looked
   */
  public record Component(String name, State state, String detail, Optional<Instant> since) {

    /**
     * A part of which it is not known since when it is in its state.
     *
     * @param name as above
     * @param state its state
     * @param detail what is wrong; empty if nothing is
     */
    public Component(String name, State state, String detail) {
      this(name, state, detail, Optional.empty());
    }

    /**
     * The same part, in its state since then.
     *
     * @param time when it came into this state
     * @return the part
     */
    public Component since(Instant time) {
      return new Component(name, state, detail, Optional.of(time));
    }
  }

  /**
   * Keeps a copy.
   *
   * @param components the parts
   */
  public HealthReport {
    components = List.copyOf(components);
  }

  /**
   * The worst state of a part.
   *
   * @return the state of the whole
   */
  public State state() {
    return components.stream()
        .map(Component::state)
        .max(Comparator.naturalOrder())
        .orElse(State.UP);
  }

  /**
   * Whether events can be stored.
   *
   * @return false if a part is down
   */
  public boolean isReady() {
    return state() != State.DOWN;
  }
}
