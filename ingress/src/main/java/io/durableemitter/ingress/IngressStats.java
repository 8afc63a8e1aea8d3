package io.durableemitter.ingress;

import java.util.LinkedHashMap;
import java.util.Map;

/** What the server has done, as its JSON and its page show it. Safe for concurrent use. */
final class IngressStats {

  private final EventSink sink;
  private final Faults faults;
  private final IngressCounters counters;

  IngressStats(EventSink sink, Faults faults, IngressCounters counters) {
    this.sink = sink;
    this.faults = faults;
    this.counters = counters;
  }

  Map<String, Object> now() {
    Map<String, Object> stats = new LinkedHashMap<>();
    stats.put("calls", counters.calls.sum());
    stats.put("received", counters.received.sum());
    stats.put("receivedPerSecond", counters.receivedRate.perSecond());
    stats.put("accepted", counters.accepted.sum());
    stats.put("acceptedPerSecond", counters.acceptedRate.perSecond());
    stats.put("rejected", counters.rejected.sum());
    stats.put("refused", counters.refused.sum());
    stats.put("unauthenticated", counters.unauthenticated.sum());
    if (sink instanceof InMemorySink memory) {
      stats.put("distinct", memory.distinctCount());
      stats.put("duplicates", memory.duplicateCount());
    }
    stats.put("faultsInjected", faults.injected());
    stats.put("uptimeSeconds", counters.uptimeSeconds());
    stats.put("rejectedByCode", counters.rejectedByCode.shown());
    stats.put("refusedByStatus", counters.refusedByStatus.shown());
    stats.put("clients", counters.clients.shown());
    return stats;
  }
}
