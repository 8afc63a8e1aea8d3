package io.durableemitter.cli;

import io.durableemitter.api.HealthReport;
import io.durableemitter.api.HealthReport.Component;
import io.durableemitter.api.HealthReport.State;
import io.durableemitter.core.DurableEmitter;
import io.durableemitter.ingress.internal.http.HealthAnswers;
import io.durableemitter.ingress.internal.http.HttpAnswer;
import io.durableemitter.ingress.internal.http.HttpRequest;
import java.lang.management.ManagementFactory;
import java.time.Clock;
import java.util.List;
import java.util.Optional;

/**
 * How a relay is. It lives while its threads do; it is ready while it can take rows out of the
 * table. A destination that is away is no reason not to be ready: no other relay would do better.
 */
final class RelayHealth {

  /** The duty without which nothing is sent. */
  private static final String SENDING = "retransmit";

  private final DurableEmitter emitter;
  private final Clock clock;

  RelayHealth(DurableEmitter emitter, Clock clock) {
    this.emitter = emitter;
    this.clock = clock;
  }

  HttpAnswer answer(HttpRequest request) {
    return switch (request.method() + " " + request.path()) {
      case "GET /livez" -> HealthAnswers.live(stuck());
      case "GET /readyz" -> ready();
      default -> HttpAnswer.error(404, "there are GET /livez and GET /readyz");
    };
  }

  private Optional<String> stuck() {
    if (!emitter.isAlive()) {
      return Optional.of("a thread of the emitter has ended");
    }
    return ManagementFactory.getThreadMXBean().findDeadlockedThreads() == null
        ? Optional.empty()
        : Optional.of("threads wait for each other");
  }

  private HttpAnswer ready() {
    HealthReport report = emitter.health();
    return HealthAnswers.ready(isReady(report), report.components(), clock.instant());
  }

  private static boolean isReady(HealthReport report) {
    List<Component> parts = report.components();
    return report.isReady()
        && parts.stream()
            .noneMatch(part -> part.name().equals(SENDING) && part.state() != State.UP);
  }
}
