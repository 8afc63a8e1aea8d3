package io.durableemitter.console;

import io.durableemitter.api.EventHeader;
import io.durableemitter.api.EventLease;
import io.durableemitter.api.PendingEvent;
import io.durableemitter.api.PendingEventPage;
import io.durableemitter.api.PendingFilter;
import io.durableemitter.api.PendingState;
import io.durableemitter.core.PendingEvents;
import io.durableemitter.spi.DurableEventStore;
import io.durableemitter.spi.QueueLeases;
import java.util.Map;
import java.util.Optional;

/** Pending events: to look at them. */
final class PendingRoutes {

  private static final int PAGE = 50;

  private final Optional<PendingEvents> events;

  PendingRoutes(DurableEventStore store) {
    this.events =
        store.browser().isPresent() ? Optional.of(PendingEvents.of(store)) : Optional.empty();
  }

  void addTo(Routes routes) {
    routes
        .look("/api/pending", call -> list(call.request()))
        .look("/api/pending/", this::show)
        .look("/api/leases", call -> leases());
  }

  private PendingEvents events() {
    return events.orElseThrow(
        () -> new Refusal(409, "this store does not let its pending events be looked at"));
  }

  private Answer list(Request request) {
    PendingFilter filter = PendingFilter.ALL;
    Optional<String> eventId = request.parameter("eventId");
    if (eventId.isPresent()) {
      filter = filter.withEventId(eventId.get());
    }
    Optional<String> source = request.parameter("source");
    if (source.isPresent()) {
      filter = filter.withSource(source.get());
    }
    Optional<String> type = request.parameter("type");
    if (type.isPresent()) {
      filter = filter.withType(type.get());
    }
    PendingEventPage page = events().list(filter, request.number("after", 0), PAGE);
    return Answer.json(
        Json.fields(
            "pending", page.events().stream().map(PendingRoutes::summary).toList(),
            "next", page.next(),
            "more", page.more(),
            "walked", page.walked()));
  }

  private Answer show(Routes.Call call) {
    PendingEvent event =
        events()
            .find(call.number())
            .orElseThrow(
                () ->
                    new Refusal(
                        404,
                        "no event is pending in row " + call.number() + "; it may be delivered"));
    Map<String, Object> fields = summary(event);
    fields.putAll(EventJson.of(event.payload()));
    return Answer.json(fields);
  }

  private static Map<String, Object> summary(PendingEvent event) {
    PendingState state = event.state();
    return Json.fields(
        "id", event.id(),
        "eventId", event.header().map(EventHeader::id).orElse(""),
        "source", event.header().map(EventHeader::source).orElse(""),
        "type", event.header().map(EventHeader::type).orElse(""),
        "undecodable", event.undecodable(),
        "createdAt", event.createdAt(),
        "ageSeconds", event.age().toMillis() / 1e3,
        "payloadBytes", event.payload().size(),
        "attempts", state.attempts(),
        "failures", state.failures(),
        "transportFailures", state.transportFailures(),
        "nextAttemptAt", state.nextAttemptAt(),
        "lastError", state.lastError(),
        "lease", state.lease().map(PendingRoutes::lease));
  }

  private static Map<String, Object> lease(EventLease lease) {
    return Json.fields("owner", lease.owner(), "until", lease.until(), "held", lease.isHeld());
  }

  private Answer leases() {
    QueueLeases leases = events().leases();
    return Answer.json(
        Json.fields(
            "estimated", leases.estimated(),
            "owners",
                leases.owners().stream()
                    .map(
                        owned ->
                            Json.fields(
                                "owner", owned.owner(),
                                "rows", owned.rows(),
                                "latestEnd", owned.latestEnd()))
                    .toList()));
  }
}
