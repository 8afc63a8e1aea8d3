package io.durableemitter.cli;

import io.durableemitter.cli.Table.Column;
import io.durableemitter.spi.HostReport;
import io.durableemitter.spi.OwnedLeases;
import io.durableemitter.spi.RegisteredHost;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;

/**
 * A process of the queue: one that reports, one that only holds leases, or both. Immutable.
 *
 * @param owner of leases
 * @param host as it reports; empty if it does not, as a process of another version or in Go
 * @param leases that it holds; empty if it holds none
 * @param now by the store's clock
 */
record HostLine(
    UUID owner, Optional<RegisteredHost> host, Optional<OwnedLeases> leases, Instant now) {

  static List<HostLine> of(QueueFacts facts) {
    Map<UUID, OwnedLeases> leases = new HashMap<>();
    facts.leases().owners().forEach(one -> leases.put(one.owner(), one));
    List<HostLine> lines = new ArrayList<>();
    for (RegisteredHost host : facts.hosts()) {
      UUID owner = host.report().owner();
      lines.add(
          new HostLine(
              owner, Optional.of(host), Optional.ofNullable(leases.get(owner)), facts.at()));
    }
    Set<UUID> known =
        facts.hosts().stream().map(host -> host.report().owner()).collect(Collectors.toSet());
    for (OwnedLeases one : facts.leases().owners()) {
      if (!known.contains(one.owner())) {
        lines.add(new HostLine(one.owner(), Optional.empty(), Optional.of(one), facts.at()));
      }
    }
    return lines;
  }

  static Table<HostLine> table(int width) {
    return new Table<>(
        List.of(
            Column.text("HOST", 24, 0, HostLine::name),
            Column.text("GATE", 6, 1, HostLine::gate),
            Column.text("SEEN", 10, 2, HostLine::seen),
            Column.number("LEASES", 7, 3, HostLine::held),
            Column.text("UNTIL", 9, 6, HostLine::until),
            Column.number("IN/S", 7, 4, line -> line.figure(HostReport.EMITTED_PER_SECOND)),
            Column.number("OUT/S", 7, 5, line -> line.figure(HostReport.DELIVERED_PER_SECOND)),
            Column.text("ROLE", 7, 8, line -> line.report().map(HostReport::role).orElse("")),
            Column.number(
                "UP", 6, 7, line -> line.report().map(one -> TextOf.age(one.uptime())).orElse("")),
            Column.text(
                "VERSION", 14, 9, line -> line.report().map(HostReport::version).orElse(""))),
        "PROBLEM",
        line -> line.report().map(HostReport::problem).orElse("does not report"),
        width);
  }

  private Optional<HostReport> report() {
    return host.map(RegisteredHost::report);
  }

  private String name() {
    return report().map(HostReport::name).orElse(owner.toString());
  }

  private String gate() {
    return report().map(HostReport::gate).orElse("");
  }

  private String seen() {
    return host.map(one -> (one.isHeard() ? "" : "silent ") + TextOf.age(one.silence())).orElse("");
  }

  private String held() {
    return leases.map(one -> TextOf.count(one.rows())).orElse("");
  }

  private String until() {
    return leases
        .map(one -> "for " + TextOf.age(Duration.between(now, one.latestEnd())))
        .orElse("");
  }

  private String figure(String name) {
    return report().map(one -> one.figures().get(name)).map(TextOf::number).orElse("");
  }

  Map<String, Object> fields() {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("owner", owner.toString());
    fields.put("reports", host.isPresent());
    host.ifPresent(
        one -> {
          HostReport report = one.report();
          fields.put("name", report.name());
          fields.put("version", report.version());
          fields.put("role", report.role());
          fields.put("gate", report.gate());
          fields.put("problem", report.problem());
          fields.put("silent", !one.isHeard());
          fields.put("seenSecondsAgo", one.silence().toSeconds());
          fields.put("startedAt", one.startedAt().toString());
          fields.put("figures", report.figures());
        });
    fields.put("leases", leases.map(OwnedLeases::rows).orElse(0L));
    leases.ifPresent(
        one -> {
          fields.put("leasesFrom", one.soonestEnd().toString());
          fields.put("leasesUntil", one.latestEnd().toString());
        });
    return fields;
  }
}
