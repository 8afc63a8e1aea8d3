package io.durableemitter.cli;

import io.durableemitter.api.Finding;
import io.durableemitter.spi.HostReport;
import io.durableemitter.spi.QueueAction;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.TreeMap;

/**
 * How a queue is, with what needs hands. Immutable.
 *
 * @param facts what is known
 * @param rates empty if there is nothing to measure them by
 * @param findings empty if it is healthy
 */
record Status(QueueFacts facts, Optional<Rates> rates, List<Finding> findings) {

  static Status of(Optional<QueueFacts> before, QueueFacts now) {
    return new Status(now, Rates.of(before, now), now.findings());
  }

  boolean isHealthy() {
    return findings.isEmpty();
  }

  /** The largest of what the hosts say: their times cannot be added. */
  OptionalDouble worst(String figure) {
    return facts.fleet().most(figure);
  }

  /** Failed deliveries since the starts of the hosts. */
  Map<String, Long> failedByCode() {
    Map<String, Long> codes = new TreeMap<>();
    facts
        .heard()
        .forEach(
            host ->
                host.report()
                    .figures()
                    .forEach(
                        (name, value) -> {
                          if (name.startsWith(HostReport.FAILED_BY_CODE)) {
                            String code = name.substring(HostReport.FAILED_BY_CODE.length());
                            codes.merge(code, value.longValue(), Long::sum);
                          }
                        }));
    return codes;
  }

  /** One object. */
  Map<String, Object> fields() {
    Map<String, Object> fields = new LinkedHashMap<>(briefFields());
    fields.put("healthy", isHealthy());
    fields.put("pendingEstimated", facts.stats().estimated());
    fields.put("pendingBytes", facts.stats().payloadBytes());
    fields.put("nearExpiry", facts.stats().nearTtlCount());
    fields.put("eventTtlSeconds", facts.ttl().toSeconds());
    facts.orders().pause().ifPresent(order -> fields.put("paused", paused(order)));
    Map<String, Long> reasons = new TreeMap<>();
    facts.byReason().forEach((reason, count) -> reasons.put(reason.label(), count));
    fields.put("deadLettersByReason", reasons);
    for (String figure :
        List.of(
            HostReport.STORE_MILLIS_P50,
            HostReport.STORE_MILLIS_P99,
            HostReport.DELIVER_MILLIS_P50,
            HostReport.DELIVER_MILLIS_P99)) {
      worst(figure).ifPresent(value -> fields.put(figure, value));
    }
    fields.put("failedByCode", failedByCode());
    fields.put("leasesEstimated", facts.leases().estimated());
    fields.put("hosts", HostLine.of(facts).stream().map(HostLine::fields).toList());
    fields.put("findings", findings.stream().map(FindingTable::fields).toList());
    return fields;
  }

  /** What changes from moment to moment. */
  Map<String, Object> briefFields() {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("at", facts.at().toString());
    fields.put("pending", facts.stats().depth());
    fields.put("oldestAgeSeconds", facts.stats().oldestPendingAge().toMillis() / 1e3);
    rates.ifPresent(
        one -> {
          fields.put("inPerSecond", one.in());
          fields.put("outPerSecond", one.out());
          fields.put("ratesFrom", one.measured() ? "table" : "hosts");
        });
    fields.put("gate", facts.gate());
    fields.put("deadLetters", facts.deadLetters());
    return fields;
  }

  private static Map<String, Object> paused(QueueAction order) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("by", order.actor());
    fields.put("since", order.at().toString());
    fields.put("reason", order.detail());
    return fields;
  }
}
