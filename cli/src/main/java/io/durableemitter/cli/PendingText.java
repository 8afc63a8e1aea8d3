package io.durableemitter.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.durableemitter.api.EventHeader;
import io.durableemitter.api.EventLease;
import io.durableemitter.api.PendingEvent;
import io.durableemitter.api.PendingState;
import io.durableemitter.api.internal.text.ForeignText;
import io.durableemitter.cli.Table.Column;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** Pending events as text, without their payloads. */
final class PendingText {

  private PendingText() {}

  static Table<PendingEvent> table(int width) {
    return new Table<>(
        List.of(
            Column.number("ID", 10, 0, PendingEvent::id),
            Column.number("AGE", 7, 0, event -> TextOf.age(event.age())),
            Column.number("ATTEMPTS", 8, 4, PendingText::attempts),
            Column.text("LEASE", 10, 3, PendingText::lease),
            Column.text("EVENT", 36, 2, event -> of(event, EventHeader::id)),
            Column.text("SOURCE", 24, 5, event -> of(event, EventHeader::source)),
            Column.text("TYPE", 24, 1, event -> of(event, EventHeader::type))),
        "LAST ERROR",
        PendingText::error,
        width);
  }

  private static int attempts(PendingEvent event) {
    return event.state().attempts() + event.state().transportFailures();
  }

  private static String of(PendingEvent event, Function<EventHeader, String> what) {
    return event.header().map(what).orElse("?");
  }

  private static String lease(PendingEvent event) {
    return event
        .state()
        .lease()
        .map(lease -> lease.isHeld() ? "for " + TextOf.age(lease.left()) : "ended")
        .orElse("");
  }

  private static String error(PendingEvent event) {
    return event.header().isPresent()
        ? event.state().lastError()
        : "cannot be decoded: " + event.undecodable();
  }

  /** Safe on a terminal, too: what is escaped is the same text to whoever parses it. */
  static String json(PendingEvent event) throws JsonProcessingException {
    return ForeignText.oneLine(EventParser.JSON.writeValueAsString(fields(event)));
  }

  /** Everything but the payload. */
  static Map<String, Object> fields(PendingEvent event) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("id", event.id());
    event
        .header()
        .ifPresentOrElse(
            header -> {
              fields.put("eventId", header.id());
              fields.put("source", header.source());
              fields.put("type", header.type());
            },
            () -> fields.put("undecodable", event.undecodable()));
    fields.put("createdAt", event.createdAt().toString());
    fields.put("ageSeconds", event.age().toSeconds());
    PendingState state = event.state();
    fields.put("attempts", state.attempts());
    fields.put("failures", state.failures());
    fields.put("transportFailures", state.transportFailures());
    state.nextAttemptAt().ifPresent(at -> fields.put("nextAttemptAt", at.toString()));
    fields.put("lastError", state.lastError());
    lease(fields, state.lease());
    event.payload().orderingKey().ifPresent(key -> fields.put("orderingKey", key));
    fields.put("payloadBytes", event.payload().size());
    return fields;
  }

  private static void lease(Map<String, Object> fields, Optional<EventLease> lease) {
    lease.ifPresent(
        one -> {
          fields.put("leaseOwner", one.owner().toString());
          fields.put("leaseUntil", one.until().toString());
          fields.put("leaseHeld", one.isHeld());
        });
  }
}
