package io.durableemitter.console;

import io.durableemitter.console.internal.state.Fleet;
import io.durableemitter.console.internal.state.QueueState;
import io.durableemitter.spi.HostRegistry;
import io.durableemitter.spi.HostReport;
import io.durableemitter.spi.QueueAction;
import io.durableemitter.spi.RegisteredHost;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** The queue as a whole: how it is, who works on it, what was ordered. */
final class QueueRoutes {

  private static final int MOST_ACTIONS = 200;

  private final Sampler sampler;
  private final StatusView status;
  private final Optional<HostRegistry> registry;
  private final Audit audit;

  QueueRoutes(Sampler sampler, StatusView status, Optional<HostRegistry> registry, Audit audit) {
    this.sampler = sampler;
    this.status = status;
    this.registry = registry;
    this.audit = audit;
  }

  void addTo(Routes routes) {
    routes
        .lookAtSample("/api/status", call -> Answer.json(status.of(sampler.latest())))
        .lookAtSample("/api/hosts", call -> hosts())
        .look("/api/actions", call -> actions())
        .action("/api/pause", call -> order(call, QueueAction.Kind.PAUSE))
        .action("/api/resume", call -> order(call, QueueAction.Kind.RESUME))
        .action("/api/confirm-expiry", call -> order(call, QueueAction.Kind.CONFIRM_EXPIRY));
  }

  private Answer hosts() {
    Sample sample = sampler.latest();
    Fleet fleet = sample.fleet();
    return Answer.json(
        Json.fields(
            "known",
            fleet.known(),
            "problem",
            sample.unread().getOrDefault(QueueState.HOSTS, ""),
            "hosts",
            fleet.hosts().stream().map(QueueRoutes::host).toList()));
  }

  private static Map<String, Object> host(RegisteredHost host) {
    HostReport report = host.report();
    return Json.fields(
        "owner", report.owner(),
        "name", report.name(),
        "version", report.version(),
        "role", report.role(),
        "uptimeSeconds", report.uptime().toSeconds(),
        "silenceSeconds", host.silence().toMillis() / 1e3,
        "heard", host.isHeard(),
        "gate", report.gate(),
        "problem", report.problem(),
        "figures", new TreeMap<>(report.figures()));
  }

  private Answer actions() {
    return Answer.json(
        Json.fields(
            "actions",
            registry.stream()
                .flatMap(log -> log.actions(MOST_ACTIONS).stream())
                .map(QueueRoutes::action)
                .toList()));
  }

  private static Map<String, Object> action(QueueAction action) {
    return Json.fields(
        "id", action.id(),
        "at", action.at(),
        "kind", action.kind().map(QueueAction.Kind::label),
        "actor", action.actor(),
        "detail", action.detail());
  }

  private Answer order(Routes.Call call, QueueAction.Kind kind) throws IOException {
    Body body = call.body();
    body.allowOnly("reason");
    String reason = body.required("reason");
    if (registry.isEmpty()) {
      throw new Refusal(
          409, "this store keeps no orders, so nobody would follow; stop the processes instead");
    }
    audit.order(kind, call.who(), reason);
    return Answer.json(Json.fields("ordered", kind.label()));
  }
}
