package io.durableemitter.testkit;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cloudevents.CloudEvent;
import io.durableemitter.api.EventHeader;
import io.durableemitter.api.Payload;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class EmittedEventsAssertTest {

  private final List<Payload> payloads = new CopyOnWriteArrayList<>();
  private final EmittedEvents events = () -> List.copyOf(payloads);

  private void add(CloudEvent event) {
    payloads.add(TestEvents.payload(event));
  }

  private EmittedEventsAssert now() {
    return assertThat(events).within(Duration.ZERO);
  }

  @Test
  void anEventIsFoundByAllThatIsSaidOfIt() {
    Instant due = Instant.parse("2026-12-01T00:00:00Z");
    add(TestEvents.event("in-1"));
    add(
        TestEvents.builder("in-2")
            .withExtension("tenant", "acme")
            .withExtension("test", true)
            .withExtension("tries", 3)
            .withExtension("mark", new byte[] {1, 2})
            .withExtension("link", URI.create("https://example.org/in-2"))
            .withExtension("due", due.atOffset(ZoneOffset.UTC))
            .build());
    EventAssert found =
        now()
            .emitted("invoice.paid")
            .withSource("billing")
            .withSubject("invoice in-2")
            .withId("in-2")
            .withJson("{\"cents\":4200,\"id\":\"in-2\"}")
            .withData("{\"id\": \"in-2\", \"cents\": 4200}".getBytes(UTF_8))
            .withExtension("tenant", "acme")
            .withExtension("test", true)
            .withExtension("tries", 3)
            .withExtension("mark", new byte[] {1, 2})
            .withExtension("link", URI.create("https://example.org/in-2"))
            .withExtension("due", due)
            .times(1);
    assertThat(found.first().getId()).isEqualTo("in-2");
  }

  @Test
  void eachConditionCanFail() {
    add(TestEvents.builder("in-1").withExtension("tenant", "acme").build());
    assertFails(() -> now().emitted("invoice.sent"), "expected an event of type invoice.sent");
    assertFails(() -> paid().withSource("shipping"), "with source shipping");
    assertFails(() -> paid().withSubject("in-2"), "with subject in-2");
    assertFails(() -> paid().withId("in-2"), "with id in-2");
    assertFails(() -> paid().withData(new byte[] {1}), "with these 1 bytes of data");
    assertFails(() -> paid().withJson("{\"cents\":1}"), "with JSON {\"cents\":1}");
    assertFails(() -> paid().withExtension("tenant", "other"), "with extension tenant=other");
    assertFails(() -> paid().withExtension("tries", 1), "with extension tries=1");
    assertFails(() -> paid().times(2), "expected 2 events of type invoice.paid");
    assertFails(() -> now().hasEmitted(0), "expected none");
    assertFails(() -> now().hasEmitted(2), "expected 2 events");
    assertFails(() -> now().emittedNothing(), "expected no event");
    add(TestEvents.event("in-2"));
    assertFails(() -> paid().times(1), "expected 1 event of type invoice.paid");
  }

  private EventAssert paid() {
    return now().emitted("invoice.paid");
  }

  @Test
  void aFailureListsWhatWasEmitted() {
    add(TestEvents.builder("in-1").withExtension("tenant", "ac\u0007me").build());
    payloads.add(Payload.wrap(new byte[] {1, 2, 3}));
    assertThatThrownBy(() -> paid().withSubject("in-2"))
        .isInstanceOf(AssertionError.class)
        .hasMessage(
            """
            expected an event of type invoice.paid with subject in-2 within 0 s, but found 2 events:
              1. invoice.paid from billing, subject invoice in-1, id in-1, application/json \
            {"id": "in-1", "cents": 4200}, tenant=ac\\u0007me
              2. no CloudEvent: Payload[3 bytes]""");
    assertThatThrownBy(
            () -> assertThat(events).as("after paying").within(Duration.ofMillis(5)).hasEmitted(3))
        .hasMessageStartingWith("[after paying] expected 3 events within 5 ms, but found 2 events");
  }

  @Test
  void aLongListIsCut() {
    IntStream.range(0, 30).forEach(i -> add(TestEvents.event("in-" + i)));
    assertThatThrownBy(() -> now().emittedNothing())
        .hasMessageContaining("  20. ")
        .hasMessageEndingWith("and 10 more");
  }

  @Test
  void anEventThatWasSentAgainCountsOnce() {
    add(TestEvents.event("in-1"));
    add(TestEvents.event("in-1"));
    now().hasEmitted(1);
    paid().times(1);
  }

  @Test
  void itWaitsForWhatIsToCome() {
    AtomicInteger looks = new AtomicInteger();
    EmittedEvents later =
        () ->
            looks.incrementAndGet() < 20
                ? List.of()
                : List.of(TestEvents.payload(TestEvents.event("in-1")));
    assertThat(later).emitted("invoice.paid").withSubject("invoice in-1");
    looks.set(0);
    assertThat(later).hasEmitted(1);
    assertThat(looks).hasValueGreaterThanOrEqualTo(20);
  }

  @Test
  void nothingIsNothing() {
    now().emittedNothing().hasEmitted(0);
  }

  @Test
  void whatWaitsInTheStoreIsSeenToo() {
    InMemoryEventStore store = new InMemoryEventStore();
    ScriptedTransport transport = ScriptedTransport.delivering();
    transport.start();
    Payload sent = TestEvents.payload(TestEvents.event("in-1"));
    transport.queueMessage(new EventHeader("in-1", "billing", "invoice.paid"), sent, result -> {});
    store.insert(sent);
    EmittedEvents both = EmittedEvents.of(store, transport);
    assertThat(both).hasEmitted(1);
    store.insert(TestEvents.payload(TestEvents.event("in-2")));
    assertThat(transport).hasEmitted(1);
    assertThat(both).hasEmitted(2);
  }

  @Test
  void anExpectedDocumentMustBeJson() {
    add(TestEvents.event("in-1"));
    assertThatThrownBy(() -> paid().withJson("{cents"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("the expected document is not JSON: ");
  }

  private static void assertFails(ThrowingCallable check, String message) {
    assertThatThrownBy(check).isInstanceOf(AssertionError.class).hasMessageContaining(message);
  }
}
