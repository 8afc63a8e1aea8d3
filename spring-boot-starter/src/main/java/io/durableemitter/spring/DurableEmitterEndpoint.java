package io.durableemitter.spring;

import io.durableemitter.api.DeadLetter;
import io.durableemitter.api.DeadLetterFilter;
import io.durableemitter.api.DeadLetterReason;
import io.durableemitter.api.EmitterStats;
import io.durableemitter.api.HealthReport;
import io.durableemitter.api.internal.text.ForeignText;
import io.durableemitter.core.DeadLetters;
import io.durableemitter.core.DurableEmitter;
import io.durableemitter.core.RedrivePlan;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.actuate.endpoint.InvalidEndpointRequestException;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;
import org.springframework.boot.actuate.endpoint.annotation.Selector;
import org.springframework.boot.actuate.endpoint.annotation.WriteOperation;

/**
 * Figures ({@code GET}), {@code pause} and {@code resume}, and the dead letters: {@code GET
 * dead-letters}, {@code POST redrive}, {@code POST discard}.
 *
 * <p>Parameters that may be left out carry the annotation of Boot 3 and that of Boot 4.
 */
@Endpoint(id = "durableemitter")
class DurableEmitterEndpoint {

  private static final int LONGEST_LIST = 1_000;
  private static final int LIST = 100;
  private static final int LONGEST_TEXT = 200;

  private final DurableEmitter emitter;
  private final DeadLetters letters;

  DurableEmitterEndpoint(DurableEmitter emitter, DeadLetters letters) {
    this.emitter = emitter;
    this.letters = letters;
  }

  /** What the emitter has done and is doing, and how it is. */
  record Figures(HealthReport.State state, EmitterStats stats, List<Part> health) {}

  /** A part of it. */
  record Part(String name, HealthReport.State state, String detail) {}

  /** A dead letter, without its payload. */
  record Letter(
      long id,
      String eventId,
      String source,
      String type,
      String reason,
      String lastError,
      int attempts,
      int bytes,
      String createdAt,
      String diedAt) {}

  /** A page of them; the next begins after the last id. */
  record Page(long count, List<Letter> letters) {}

  /** What a write has done. */
  record Done(String action, @Nullable Long letters) {}

  @ReadOperation
  Figures figures() {
    HealthReport report = emitter.health();
    return new Figures(
        report.state(),
        emitter.stats(),
        report.components().stream()
            .map(part -> new Part(part.name(), part.state(), part.detail()))
            .toList());
  }

  @ReadOperation
  Page list(
      @Selector String what,
      @org.springframework.lang.Nullable @Nullable Long after,
      @org.springframework.lang.Nullable @Nullable Integer limit,
      @org.springframework.lang.Nullable @Nullable String reason,
      @org.springframework.lang.Nullable @Nullable String source,
      @org.springframework.lang.Nullable @Nullable String type) {
    if (!what.equals("dead-letters")) {
      throw wrong("there is nothing but dead-letters to list", what);
    }
    int most = limit == null ? LIST : limit;
    if (most < 1 || most > LONGEST_LIST) {
      throw wrong("limit must be 1 to " + LONGEST_LIST, String.valueOf(most));
    }
    DeadLetterFilter filter = filter(null, reason, source, type);
    return new Page(
        letters.count(filter),
        letters.list(filter, after == null ? 0 : after, most).stream()
            .map(DurableEmitterEndpoint::letter)
            .toList());
  }

  @WriteOperation
  Done change(
      @Selector String action,
      @org.springframework.lang.Nullable @Nullable Set<Long> ids,
      @org.springframework.lang.Nullable @Nullable String reason,
      @org.springframework.lang.Nullable @Nullable String source,
      @org.springframework.lang.Nullable @Nullable String type,
      @org.springframework.lang.Nullable @Nullable Boolean all,
      @org.springframework.lang.Nullable @Nullable Long most,
      @org.springframework.lang.Nullable @Nullable Integer ratePerSecond) {
    switch (action) {
      case "pause" -> emitter.pauseDelivery();
      case "resume" -> emitter.resumeDelivery();
      case "redrive" -> {
        RedrivePlan plan = plan(most, ratePerSecond);
        return new Done(
            action, letters.redrive(chosen(all, filter(ids, reason, source, type)), plan));
      }
      case "discard" -> {
        atLeastOne("most", most);
        return new Done(
            action,
            letters.discard(
                chosen(all, filter(ids, reason, source, type)),
                most == null ? Long.MAX_VALUE : most));
      }
      default -> throw wrong("the action must be pause, resume, redrive or discard", action);
    }
    return new Done(action, null);
  }

  /** Nobody redrives or discards everything by leaving something out. */
  private static DeadLetterFilter chosen(@Nullable Boolean all, DeadLetterFilter filter) {
    boolean everything = filter.equals(DeadLetterFilter.ALL);
    if (everything && !Boolean.TRUE.equals(all)) {
      throw wrong("say which: give ids, reason, source or type, or all=true", "nothing");
    }
    if (!everything && Boolean.TRUE.equals(all)) {
      throw wrong("all=true must not be given with ids, reason, source or type", "both");
    }
    return filter;
  }

  private static RedrivePlan plan(@Nullable Long most, @Nullable Integer ratePerSecond) {
    atLeastOne("most", most);
    atLeastOne("ratePerSecond", ratePerSecond == null ? null : ratePerSecond.longValue());
    RedrivePlan plan = RedrivePlan.ALL;
    if (most != null) {
      plan = plan.withMost(most);
    }
    return ratePerSecond == null ? plan : plan.withRatePerSecond(ratePerSecond);
  }

  private static void atLeastOne(String name, @Nullable Long value) {
    if (value != null && value < 1) {
      throw wrong(name + " must be at least 1", String.valueOf(value));
    }
  }

  private static DeadLetterFilter filter(
      @Nullable Set<Long> ids,
      @Nullable String reason,
      @Nullable String source,
      @Nullable String type) {
    DeadLetterFilter filter = DeadLetterFilter.ALL;
    if (ids != null && !ids.isEmpty()) {
      filter = filter.withIds(ids);
    }
    if (reason != null) {
      filter = filter.withReason(reason(reason));
    }
    if (source != null) {
      filter = filter.withSource(source);
    }
    return type == null ? filter : filter.withType(type);
  }

  private static DeadLetterReason reason(String label) {
    try {
      return DeadLetterReason.of(label);
    } catch (IllegalArgumentException e) {
      String message = String.valueOf(e.getMessage());
      throw new InvalidEndpointRequestException(message, message, e);
    }
  }

  private static InvalidEndpointRequestException wrong(String rule, String value) {
    String message = rule + ", but it is '" + ForeignText.oneLine(value, LONGEST_TEXT) + "'";
    return new InvalidEndpointRequestException(message, message);
  }

  private static Letter letter(DeadLetter letter) {
    return new Letter(
        letter.id(),
        letter.header().id(),
        letter.header().source(),
        letter.header().type(),
        letter.reason().label(),
        letter.lastError(),
        letter.attempts(),
        letter.payload().size(),
        letter.createdAt().toString(),
        letter.diedAt().toString());
  }
}
