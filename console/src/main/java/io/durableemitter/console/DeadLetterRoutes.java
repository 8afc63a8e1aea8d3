package io.durableemitter.console;

import io.durableemitter.api.DeadLetter;
import io.durableemitter.api.DeadLetterFilter;
import io.durableemitter.api.DeadLetterReason;
import io.durableemitter.api.internal.text.ErrorText;
import io.durableemitter.console.internal.state.Spoken;
import io.durableemitter.core.DeadLetters;
import io.durableemitter.core.RedrivePlan;
import io.durableemitter.spi.DurableEventStore;
import io.durableemitter.spi.QueueAction;
import io.durableemitter.spi.StoreException;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongConsumer;

/** Dead letters: to look at them, to redrive and to discard them. */
final class DeadLetterRoutes {

  /** The most that a request moves; a client goes on until there are no more. */
  static final int MOST_AT_ONCE = 10_000;

  private static final int PAGE = 50;
  private static final int MOST_IDS = 1_000;

  private final DurableEventStore store;
  private final DeadLetters letters;
  private final Audit audit;

  DeadLetterRoutes(DurableEventStore store, Audit audit) {
    this.store = store;
    this.letters = DeadLetters.of(store);
    this.audit = audit;
  }

  void addTo(Routes routes) {
    routes
        .look("/api/dead-letters", call -> list(call.request()))
        .look("/api/dead-letters/count", call -> count(call.request()))
        .look("/api/dead-letters/", this::show)
        .action("/api/dead-letters/redrive", this::redrive)
        .action("/api/dead-letters/discard", this::discard);
  }

  private Answer list(Request request) {
    DeadLetterFilter filter = filter(request::parameter);
    long after = request.number("after", 0);
    List<DeadLetter> page = letters.list(filter, after, PAGE);
    long next = page.isEmpty() ? after : page.get(page.size() - 1).id();
    boolean more = !page.isEmpty() && !letters.list(filter, next, 1).isEmpty();
    return Answer.json(
        Json.fields(
            "deadLetters",
            page.stream().map(DeadLetterRoutes::summary).toList(),
            "next",
            next,
            "more",
            more));
  }

  /** How many fit, and up to which id: what dies later is not meant. */
  private Answer count(Request request) {
    long last = store.lastDeadLetterId();
    DeadLetterFilter filter = filter(request::parameter).withUpToId(last);
    return Answer.json(Json.fields("count", letters.count(filter), "upToId", last));
  }

  private Answer show(Routes.Call call) {
    DeadLetter letter =
        letters
            .find(call.number())
            .orElseThrow(
                () ->
                    new Refusal(
                        404,
                        "there is no dead letter "
                            + call.number()
                            + "; it was redriven, discarded or is past its retention"));
    Map<String, Object> fields = summary(letter);
    fields.putAll(EventJson.of(letter.payload()));
    return Answer.json(fields);
  }

  static Map<String, Object> summary(DeadLetter letter) {
    return Json.fields(
        "id", letter.id(),
        "reason", letter.reason().label(),
        "lastError", letter.lastError(),
        "attempts", letter.attempts(),
        "eventId", letter.header().id(),
        "source", letter.header().source(),
        "type", letter.header().type(),
        "rowId", letter.rowId(),
        "createdAt", letter.createdAt(),
        "diedAt", letter.diedAt(),
        "payloadBytes", letter.payload().size());
  }

  /** Names and values of a filter, wherever they come from. */
  @FunctionalInterface
  private interface Values {
    Optional<String> get(String name);
  }

  private static DeadLetterFilter filter(Values values) {
    DeadLetterFilter filter = DeadLetterFilter.ALL;
    Optional<String> reason = values.get("reason");
    if (reason.isPresent()) {
      filter = filter.withReason(reason(reason.get()));
    }
    Optional<String> eventId = values.get("eventId");
    if (eventId.isPresent()) {
      filter = filter.withEventId(eventId.get());
    }
    Optional<String> source = values.get("source");
    if (source.isPresent()) {
      filter = filter.withSource(source.get());
    }
    Optional<String> type = values.get("type");
    return type.isPresent() ? filter.withType(type.get()) : filter;
  }

  private static DeadLetterReason reason(String label) {
    try {
      return DeadLetterReason.of(label);
    } catch (IllegalArgumentException e) {
      throw Refusal.badRequest(String.valueOf(e.getMessage()));
    }
  }

  private Answer redrive(Routes.Call call) throws IOException {
    return act(
        call,
        QueueAction.Kind.REDRIVE,
        (filter, progress) ->
            letters.redrive(filter, RedrivePlan.ALL.withMost(MOST_AT_ONCE).withProgress(progress)));
  }

  private Answer discard(Routes.Call call) throws IOException {
    return act(
        call,
        QueueAction.Kind.DISCARD,
        (filter, progress) -> letters.discard(filter, MOST_AT_ONCE, progress));
  }

  private interface Move {
    long apply(DeadLetterFilter filter, LongConsumer progress);
  }

  private Answer act(Routes.Call call, QueueAction.Kind kind, Move move) throws IOException {
    Body body = call.body();
    body.allowOnly("ids", "reason", "eventId", "source", "type", "upToId");
    body.requireFilled();
    DeadLetterFilter filter = filter(body::text);
    Set<Long> ids = body.numbers("ids", MOST_IDS);
    OptionalLong upToId = body.number("upToId");
    if (ids.isEmpty() && upToId.isEmpty()) {
      throw Refusal.badRequest(
          "ids are missing; for all that fit a filter, send the upToId that"
              + " /api/dead-letters/count has told");
    }
    if (!ids.isEmpty()) {
      filter = filter.withIds(ids);
    }
    if (upToId.isPresent()) {
      filter = filter.withUpToId(upToId.getAsLong());
    }
    return apply(move, filter, new Deed(kind, call.who()));
  }

  private Answer apply(Move move, DeadLetterFilter filter, Deed deed) {
    AtomicLong moved = new AtomicLong();
    boolean recorded = true;
    try {
      moved.set(move.apply(filter, moved::set));
    } catch (StoreException e) {
      if (moved.get() == 0) {
        throw e;
      }
      throw new Refusal(
          503,
          "the database failed half way, when "
              + Spoken.count(moved.get(), "dead letter")
              + " had been moved: "
              + ErrorText.of(e));
    } finally {
      if (moved.get() > 0) {
        String count = Spoken.count(moved.get(), "dead letter");
        recorded = audit.recordDone(deed.kind(), deed.who(), count, described(filter));
      }
    }
    Map<String, Object> fields =
        Json.fields("moved", moved.get(), "more", moved.get() == MOST_AT_ONCE);
    if (!recorded) {
      fields.put("notRecorded", true);
    }
    return Answer.json(fields);
  }

  private record Deed(QueueAction.Kind kind, Principal who) {}

  private static String described(DeadLetterFilter filter) {
    StringBuilder text = new StringBuilder();
    if (!filter.ids().isEmpty()) {
      text.append(filter.ids().stream().sorted().limit(20).toList());
      text.append(filter.ids().size() > 20 ? " and others" : "");
    }
    filter.reason().ifPresent(reason -> text.append(" reason ").append(reason.label()));
    filter.eventId().ifPresent(id -> text.append(" event ").append(id));
    filter.source().ifPresent(source -> text.append(" source ").append(source));
    filter.type().ifPresent(type -> text.append(" type ").append(type));
    if (filter.ids().isEmpty()) {
      text.append(" up to ").append(filter.upToId().orElse(0));
    }
    return text.toString().strip();
  }
}
