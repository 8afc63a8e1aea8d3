package io.durableemitter.chaos;

import io.durableemitter.chaos.check.JournalReader;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.ToLongFunction;

/** What the callers of all hosts are doing and are told, while it happens. */
final class CallerWatch {

  private final Map<Host, JournalReader> journals = new LinkedHashMap<>();

  CallerWatch(List<Host> hosts) {
    hosts.forEach(host -> journals.put(host, new JournalReader(host.journal())));
  }

  void readOn() {
    journals.values().forEach(JournalReader::readOn);
  }

  long attempted() {
    return sum(JournalReader::attempted);
  }

  long unknown() {
    return sum(JournalReader::unknown);
  }

  private long sum(ToLongFunction<JournalReader> count) {
    return journals.values().stream().mapToLong(count).sum();
  }

  /** How many emits of each host have returned. */
  Map<Host, Long> acknowledged() {
    Map<Host, Long> counts = new LinkedHashMap<>();
    journals.forEach((host, journal) -> counts.put(host, journal.acknowledged()));
    return counts;
  }

  /** The events whose emits are under way in processes that live. */
  Set<String> underWay() {
    Set<String> events = new HashSet<>();
    journals.forEach(
        (host, journal) ->
            journal.underWay().stream()
                .filter(id -> id.startsWith(host.ids()))
                .forEach(events::add));
    return events;
  }
}
