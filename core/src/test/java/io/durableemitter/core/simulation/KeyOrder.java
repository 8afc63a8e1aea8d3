package io.durableemitter.core.simulation;

import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;

/**
 * A third book, of the rows of each ordering key: what was committed before another was stored
 * comes first, and nothing is claimed while an older row of its key is pending.
 */
final class KeyOrder {

  private static final long NOT_YET = Long.MAX_VALUE;

  private static final class Row {
    final Entry entry;
    final long storedAt;
    long committedAt;

    Row(Entry entry, long storedAt) {
      this.entry = entry;
      this.storedAt = storedAt;
      this.committedAt = storedAt;
    }
  }

  private final Ledger ledger;
  private final Map<String, TreeMap<Long, Row>> keys = new HashMap<>();
  private final Map<Long, String> keysById = new HashMap<>();
  private final Map<Entry, Row> rows = new HashMap<>();
  private long steps;

  KeyOrder(Ledger ledger) {
    this.ledger = ledger;
  }

  void stored(long id, Entry entry) {
    entry.key.ifPresent(
        key -> {
          Row row = new Row(entry, ++steps);
          keysById.put(id, key);
          rows.put(entry, row);
          keys.computeIfAbsent(key, any -> new TreeMap<>()).put(id, row);
        });
  }

  void hidden(long id) {
    committed(id, NOT_YET);
  }

  void revealed(long id) {
    committed(id, ++steps);
  }

  private void committed(long id, long when) {
    String key = keysById.get(id);
    if (key != null) {
      keys.get(key).get(id).committedAt = when;
    }
  }

  void gone(long id) {
    String key = keysById.remove(id);
    if (key != null) {
      keys.get(key).remove(id);
    }
  }

  void claimed(long id) {
    String key = keysById.get(id);
    if (key != null) {
      long oldest = keys.get(key).firstKey();
      ledger.expect(oldest == id, "I14: claimed, but an older one of its key is pending", keysById);
    }
  }

  /** The other end accepts an event; the first time it must be its turn. */
  void accepted(Entry entry) {
    Row row = rows.get(entry);
    // what was put back by hand comes now, not where it was
    if (row == null || entry.accepted > 0 || entry.redriven) {
      return;
    }
    for (Row other : keys.get(entry.key.orElseThrow()).values()) {
      boolean comesFirst = other.committedAt < row.storedAt;
      boolean waits = other.entry.accepted == 0 && !other.entry.redriven;
      if (comesFirst && waits) {
        ledger.violated("I14: " + entry + " was delivered before " + other.entry);
      }
    }
  }

  /** How many rows wait for one that the other end never takes, with that one. */
  int held() {
    return keys.values().stream()
        .filter(rows -> !rows.isEmpty() && rows.firstEntry().getValue().entry.isNeverTaken())
        .mapToInt(TreeMap::size)
        .sum();
  }
}
