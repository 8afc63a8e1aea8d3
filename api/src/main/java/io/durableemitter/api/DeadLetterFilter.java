package io.durableemitter.api;

import io.durableemitter.spi.DeadLetterStore;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/**
 * Which dead letters are meant: those that fit everything that is given. Immutable; the {@code
 * with} methods return changed copies.
 *
 * @param ids places among the dead letters; empty for all
 * @param reason why they died; empty for any
 * @param eventId exactly this CloudEvents id; empty for any
 * @param source exactly this source; empty for any
 * @param type exactly this type; empty for any
 * @param upToId none with a larger id; empty for all
 */
public record DeadLetterFilter(
    Set<Long> ids,
    Optional<DeadLetterReason> reason,
    Optional<String> eventId,
    Optional<String> source,
    Optional<String> type,
    OptionalLong upToId) {

  /** All of them. */
  public static final DeadLetterFilter ALL =
      new DeadLetterFilter(
          Set.of(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          OptionalLong.empty());

  /**
   * Keeps a copy.
   *
   * @param ids places, or empty for all
   * @param reason a reason, or any
   * @param eventId an event's id, or any
   * @param source a source, or any
   * @param type a type, or any
   * @param upToId the largest id, or none
   */
  public DeadLetterFilter {
    ids = Set.copyOf(ids);
  }

  /**
   * Only these.
   *
   * @param some their places; must not be empty, since nothing is not all
   * @return a changed copy
   * @throws IllegalArgumentException if it is empty
   */
  public DeadLetterFilter withIds(Set<Long> some) {
    if (some.isEmpty()) {
      throw new IllegalArgumentException("ids must not be empty; use ALL for all dead letters");
    }
    return new DeadLetterFilter(some, reason, eventId, source, type, upToId);
  }

  /**
   * Only those with this reason.
   *
   * @param value the reason
   * @return a changed copy
   */
  public DeadLetterFilter withReason(DeadLetterReason value) {
    return new DeadLetterFilter(ids, Optional.of(value), eventId, source, type, upToId);
  }

  /**
   * Only those of this event.
   *
   * @param value CloudEvents {@code id}
   * @return a changed copy
   */
  public DeadLetterFilter withEventId(String value) {
    return new DeadLetterFilter(ids, reason, Optional.of(value), source, type, upToId);
  }

  /**
   * Only those of this source.
   *
   * @param value the source
   * @return a changed copy
   */
  public DeadLetterFilter withSource(String value) {
    return new DeadLetterFilter(ids, reason, eventId, Optional.of(value), type, upToId);
  }

  /**
   * Only those of this type.
   *
   * @param value the type
   * @return a changed copy
   */
  public DeadLetterFilter withType(String value) {
    return new DeadLetterFilter(ids, reason, eventId, source, Optional.of(value), upToId);
  }

  /**
   * Only those that had died when {@link DeadLetterStore#lastDeadLetterId()} said this.
   *
   * @param id the largest id
   * @return a changed copy
   */
  public DeadLetterFilter withUpToId(long id) {
    return new DeadLetterFilter(ids, reason, eventId, source, type, OptionalLong.of(id));
  }

  /**
   * Whether a dead letter is meant.
   *
   * @param letter the dead letter
   * @return true if it fits everything
   */
  public boolean matches(DeadLetter letter) {
    return (ids.isEmpty() || ids.contains(letter.id()))
        && letter.id() <= upToId.orElse(Long.MAX_VALUE)
        && reason.map(letter.reason()::equals).orElse(true)
        && eventId.map(letter.header().id()::equals).orElse(true)
        && source.map(letter.header().source()::equals).orElse(true)
        && type.map(letter.header().type()::equals).orElse(true);
  }
}
