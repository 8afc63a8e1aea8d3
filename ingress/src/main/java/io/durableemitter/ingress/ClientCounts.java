package io.durableemitter.ingress;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.LongAdder;

/**
 * Events by client: the first 100 that called have counts of their own, all others share one, since
 * any number of addresses may call. Safe for concurrent use.
 */
final class ClientCounts {

  static final int MOST = 100;

  /** The name of all others. */
  static final String OTHER = "other";

  /** The events of a client. */
  static final class Client {
    final LongAdder received = new LongAdder();
    final LongAdder accepted = new LongAdder();
    final LongAdder rejected = new LongAdder();

    private Map<String, Long> shown() {
      Map<String, Long> shown = new LinkedHashMap<>();
      shown.put("received", received.sum());
      shown.put("accepted", accepted.sum());
      shown.put("rejected", rejected.sum());
      return shown;
    }
  }

  private final ConcurrentMap<String, Client> clients = new ConcurrentHashMap<>();

  /** Of a key, or of an address where no tokens are asked for. */
  Client of(String name) {
    Client known = clients.get(name);
    return known == null ? added(name) : known;
  }

  private synchronized Client added(String name) {
    return clients.computeIfAbsent(clients.size() < MOST ? name : OTHER, key -> new Client());
  }

  Map<String, Map<String, Long>> shown() {
    Map<String, Map<String, Long>> shown = new LinkedHashMap<>();
    clients.entrySet().stream()
        .sorted(
            Map.Entry.comparingByValue(
                (one, two) -> Long.compare(two.received.sum(), one.received.sum())))
        .forEach(entry -> shown.put(entry.getKey(), entry.getValue().shown()));
    return shown;
  }

  synchronized void reset() {
    clients.clear();
  }
}
