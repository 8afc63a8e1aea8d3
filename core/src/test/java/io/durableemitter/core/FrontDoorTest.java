package io.durableemitter.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.durableemitter.api.EmitException;
import io.durableemitter.api.EmitException.Outcome;
import io.durableemitter.api.EmitException.Reason;
import io.durableemitter.api.Event;
import io.durableemitter.api.Payload;
import io.durableemitter.spi.DurableEvent;
import io.durableemitter.spi.PageRequest;
import io.durableemitter.spi.PendingCursor;
import io.durableemitter.testkit.InMemoryEventStore;
import io.durableemitter.testkit.ScriptedTransport;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class FrontDoorTest {

  private static final Instant NOW = Instant.parse("2026-03-04T05:06:07.891Z");
  private static final Event EVENT = Event.of("billing", "invoice.paid").id("e1");

  private final InMemoryEventStore store = new InMemoryEventStore();
  private final DurableEmitter emitter =
      DurableEmitter.builder()
          .store(store)
          .transport(new ScriptedTransport())
          .clock(Clock.fixed(NOW, ZoneOffset.UTC))
          .build();

  @BeforeEach
  void start() {
    emitter.start();
  }

  @AfterEach
  void close() {
    emitter.close();
  }

  @Test
  void aFullEventIsStoredAsItsMapWouldBe() {
    byte[] body = "{\"cents\":12}".getBytes(StandardCharsets.UTF_8);
    byte[] bytes = {1, (byte) 0xff};
    emitter.emit(
        Event.of("my domain", " invoice.paid ")
            .json(body)
            .subject("i-7")
            .id("e1")
            .time(NOW)
            .dataSchema("https://example.org/invoice")
            .partitionKey("k")
            .idempotencyKey("once")
            .extension("tenant", "eu")
            .extension("test", true)
            .extension("shard", 3)
            .extension("digest", bytes)
            .extension("link", URI.create("https://example.org/7"))
            .extension("due", NOW));
    Map<String, Object> attributes = new LinkedHashMap<>();
    attributes.put("partitionkey", "k");
    attributes.put("idempotencykey", "once");
    attributes.put("tenant", "eu");
    attributes.put("test", true);
    attributes.put("shard", 3);
    attributes.put("digest", bytes);
    attributes.put("link", URI.create("https://example.org/7"));
    attributes.put("due", NOW);
    attributes.put("source", "my domain");
    attributes.put("type", " invoice.paid ");
    attributes.put("datacontenttype", "application/json");
    attributes.put("subject", "i-7");
    attributes.put("id", "e1");
    attributes.put("time", NOW);
    attributes.put("dataschema", "https://example.org/invoice");
    emitter.emit(body, attributes);
    assertStoredAlike();
  }

  @Test
  void eachKindOfBodyIsStoredAsItsMapWouldBe() {
    byte[] body = {8, 1};
    emitter.emit(EVENT.protobuf(body));
    emitter.emit(body, said("application/protobuf"));
    assertStoredAlike();
    emitter.emit(EVENT.bytes("image/png", body));
    emitter.emit(body, said("image/png"));
    assertStoredAlike();
    emitter.emit(EVENT.text("gr\u00fc\u00df dich \ud83d\ude00"));
    emitter.emit(
        "gr\u00fc\u00df dich \ud83d\ude00".getBytes(StandardCharsets.UTF_8), said("text/plain"));
    assertStoredAlike();
    emitter.emit(EVENT.json("{}"));
    emitter.emit(new byte[] {'{', '}'}, said("application/json"));
    assertStoredAlike();
    emitter.emit(EVENT.bytes("image/png", new byte[0]));
    emitter.emit(new byte[0], said("image/png"));
    assertStoredAlike();
  }

  @Test
  void withoutABodyThereIsNeitherDataNorContentType() {
    emitter.emit(EVENT);
    emitter.emit(EVENT.bytes("image/png", new byte[0]));
    List<Payload> rows = rows();
    assertThat(rows.get(0).size()).isLessThan(rows.get(1).size());
    assertThat(new String(rows.get(0).toByteArray(), StandardCharsets.ISO_8859_1))
        .doesNotContain("datacontenttype");
  }

  @Test
  void aLaterChangeOfTheCallersArraysChangesNothing() {
    byte[] body = {1, 2};
    byte[] digest = {3};
    Event event = EVENT.protobuf(body).extension("digest", digest);
    emitter.emit(event);
    body[0] = 9;
    digest[0] = 9;
    emitter.emit(event);
    assertStoredAlike();
    Event unused = event.subject("of a copy").bytes("image/png", new byte[] {7});
    emitter.emit(event);
    emitter.emit(event);
    assertStoredAlike();
  }

  @Test
  void theAsynchronousFormStoresTheSame() {
    emitter.emitAsync(EVENT.json("{}")).join();
    emitter.emit(EVENT.json("{}"));
    assertStoredAlike();
    assertThat(emitter.emitAsync(Event.of("", "t"))).isCompletedExceptionally();
  }

  @Test
  void whatIsWrongIsNamedAndNothingIsStored() {
    assertRefused(Event.of(" ", "t"), "attribute 'source' is missing or empty");
    assertRefused(Event.of("s", ""), "attribute 'type' is missing or empty");
    assertRefused(Event.of("a\nb", "t"), "attribute 'source' has a control character");
    assertRefused(EVENT.extension("Tenant", "x"), "attribute name 'Tenant' is not legal; use 1");
    assertRefused(EVENT.extension("seqnum", 1), "attribute name 'seqnum' is reserved");
    assertRefused(EVENT.extension("subject", "x"), "'subject' is no extension; give it by");
    assertRefused(EVENT.extension("beholder_domain", "x"), "'beholder_domain' is not legal");
    assertRefused(EVENT.extension("emitter", "x"), "'emitter' is written by the emitter itself");
    assertRefused(EVENT.time(Instant.MAX), "'time' is outside the years 1 to 9999");
    assertRefused(EVENT.bytes("json", new byte[1]), "'json', which is no media type; write one");
    assertRefused(EVENT.bytes("", new byte[1]), "'', which is no media type; write one");
    assertRefused(EVENT.dataSchema("a b:c"), "attribute 'dataschema' is 'a b:c', which is no URI");
    assertThatThrownBy(() -> emitter.emit(EVENT.protobuf(new byte[10_000_000])))
        .isInstanceOfSatisfying(
            EmitException.class, e -> assertThat(e.reason()).isEqualTo(Reason.TOO_LARGE));
    assertThatThrownBy(() -> EVENT.text("half \ud83d"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("text has half of a surrogate pair");
    assertThat(rows()).isEmpty();
  }

  private void assertRefused(Event event, String message) {
    assertThatThrownBy(() -> emitter.emit(event))
        .isInstanceOfSatisfying(
            EmitException.class,
            e -> {
              assertThat(e.reason()).isEqualTo(Reason.INVALID_EVENT);
              assertThat(e.outcome()).isEqualTo(Outcome.REJECTED);
            })
        .hasMessageContaining(message);
  }

  private static Map<String, String> said(String contentType) {
    return Map.of(
        "source", "billing", "type", "invoice.paid", "id", "e1", "datacontenttype", contentType);
  }

  /** The last two rows have the same bytes. */
  private void assertStoredAlike() {
    List<Payload> rows = rows();
    assertThat(rows.size()).isGreaterThanOrEqualTo(2);
    assertThat(rows.get(rows.size() - 2)).isEqualTo(rows.get(rows.size() - 1));
  }

  private List<Payload> rows() {
    return store
        .listPending(new PageRequest(Duration.ZERO, PendingCursor.START, 1_000, Long.MAX_VALUE))
        .rows()
        .stream()
        .map(DurableEvent::payload)
        .toList();
  }
}
