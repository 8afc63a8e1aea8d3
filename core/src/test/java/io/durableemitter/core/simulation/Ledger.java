package io.durableemitter.core.simulation;

import io.durableemitter.api.DeadLetter;
import io.durableemitter.api.EventHeader;
import io.durableemitter.api.IdempotencyKeyPolicy;
import io.durableemitter.api.Payload;
import io.durableemitter.core.internal.encode.EncodedEvent;
import io.durableemitter.core.internal.encode.EventAssembler;
import io.durableemitter.core.internal.encode.OrderingKey;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What emitters were told and what the other end got, and what must hold between them. Violations
 * are noted, not thrown, since the stages of the engine contain what is thrown in them.
 */
final class Ledger {

  private static final EventAssembler ASSEMBLER =
      new EventAssembler(
          Clock.fixed(Instant.EPOCH, ZoneOffset.UTC),
          IdempotencyKeyPolicy.CONTENT_HASH,
          OrderingKey.by(Optional.of("subject")));

  // the same in all worlds, for assembling takes longer than all the rest
  private static final Map<String, EncodedEvent> EVENTS = new HashMap<>();

  private final Map<String, Entry> entries = new LinkedHashMap<>();
  private final IdentityHashMap<Payload, Entry> byObject = new IdentityHashMap<>();
  private final Map<Payload, Entry> byBytes = new HashMap<>();
  private final List<String> violations = new ArrayList<>();

  void violated(String what) {
    violations.add(what);
  }

  void expect(boolean holds, String what, Object about) {
    if (!holds) {
      violations.add(what + ": " + about);
    }
  }

  Optional<String> violation() {
    return violations.stream().findFirst();
  }

  Entry emit(Entry.Nature nature, Optional<String> key) {
    String id = "e" + entries.size() + key.orElse("");
    EncodedEvent event =
        nature == Entry.Nature.UNDECODABLE
            ? new EncodedEvent(new EventHeader("", "", ""), garbage(id, key))
            : event(id, key);
    Entry entry = new Entry(id, nature, key, event);
    entries.put(id, entry);
    byObject.put(event.payload(), entry);
    byBytes.put(event.payload(), entry);
    return entry;
  }

  private static EncodedEvent event(String id, Optional<String> key) {
    return EVENTS.computeIfAbsent(id, any -> assemble(id, key));
  }

  private static EncodedEvent assemble(String id, Optional<String> key) {
    String data = id + "x".repeat(id.hashCode() % 7 == 0 ? 600 : 0);
    return ASSEMBLER.assemble(
        data.getBytes(StandardCharsets.UTF_8),
        Map.of("source", "simulation", "type", "sample", "id", id, "subject", key.orElse("")));
  }

  private static Payload garbage(String id, Optional<String> key) {
    Payload bytes = Payload.wrap(("\u0007" + id).getBytes(StandardCharsets.UTF_8));
    return key.map(one -> event(one, key).payload().orderingKey())
        .map(number -> bytes.ordered(number.orElseThrow()))
        .orElse(bytes);
  }

  Collection<Entry> entries() {
    return entries.values();
  }

  /** The event with these very bytes. */
  Optional<Entry> of(Payload payload) {
    Entry same = byObject.get(payload);
    return Optional.ofNullable(same == null ? byBytes.get(payload) : same);
  }

  /** The other end accepts an event. */
  void accept(EventHeader header, Payload payload) {
    Optional<Entry> known = of(payload);
    if (known.isEmpty()) {
      violated("I2: unexpected or altered bytes were delivered as " + header);
      return;
    }
    Entry entry = known.get();
    entry.accepted++;
    expect(entry.event.header().equals(header), "I2: header altered", header);
    expect(entry.stored, "I2: delivered before it was stored", entry);
    expect(entry.fate != Entry.Fate.REJECTED, "I3: rejected, but delivered", entry);
    expect(entry.accepted <= 1 + entry.excuses, "I4: duplicate outside any window", entry);
  }

  /** What must hold once nothing is pending any more. */
  void checkEnd(List<DeadLetter> letters) {
    Map<Payload, DeadLetter> dead = new LinkedHashMap<>();
    for (DeadLetter letter : letters) {
      expect(of(letter.payload()).isPresent(), "I2: altered among dead letters", letter.id());
      expect(dead.put(letter.payload(), letter) == null, "dead twice", letter.id());
    }
    for (Entry entry : entries.values()) {
      checkEnd(entry, Optional.ofNullable(dead.get(entry.payload())));
    }
  }

  private void checkEnd(Entry entry, Optional<DeadLetter> letter) {
    boolean delivered = entry.accepted > 0;
    expect(entry.fate != Entry.Fate.UNDER_WAY, "I6: its emitter was told nothing", entry);
    switch (entry.fate) {
      case ACKNOWLEDGED ->
          expect(delivered || letter.isPresent() || entry.discarded, "I1: lost", entry);
      case REJECTED -> expect(!delivered && letter.isEmpty(), "I3: rejected, but there", entry);
      case UNKNOWN, UNDER_WAY ->
          expect(
              !entry.stored || delivered || letter.isPresent() || entry.discarded,
              "I1: stored, then lost",
              entry);
    }
    expect(entry.accepted <= 1 + entry.excuses, "I4: duplicates that nothing explains", entry);
    if (entry.excuses == 0) {
      expect(!delivered || letter.isEmpty(), "delivered, and a dead letter too", entry);
      expect(!delivered || !entry.discarded, "delivered, and expired too", entry);
    }
  }

  long acceptedInAll() {
    return entries.values().stream().mapToLong(entry -> entry.accepted).sum();
  }

  long duplicates() {
    return entries.values().stream().mapToLong(entry -> Math.max(0, entry.accepted - 1)).sum();
  }
}
