package io.durableemitter.ingress.internal.http;

import io.durableemitter.api.HealthReport.Component;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Liveness and readiness as orchestrators ask for them: 200 or 503, and JSON for people. */
public final class HealthAnswers {

  private HealthAnswers() {}

  /** Whether the process works; a restart is what helps if there is a problem. */
  public static HttpAnswer live(Optional<String> problem) {
    Map<String, Object> body = new LinkedHashMap<>();
    body.put("live", problem.isEmpty());
    problem.ifPresent(text -> body.put("problem", text));
    return HttpAnswer.json(status(problem.isEmpty()), body);
  }

  /**
   * Whether it can do its work, part by part.
   *
   * @param ready whether it can
   * @param components the parts, what is wrong with them, and since when
   * @param now the time by the clock of the components
   */
  public static HttpAnswer ready(boolean ready, List<Component> components, Instant now) {
    Map<String, Object> body = new LinkedHashMap<>();
    body.put("ready", ready);
    body.put("components", components.stream().map(part -> of(part, now)).toList());
    return HttpAnswer.json(status(ready), body);
  }

  private static int status(boolean well) {
    return well ? 200 : 503;
  }

  private static Map<String, Object> of(Component part, Instant now) {
    Map<String, Object> shown = new LinkedHashMap<>();
    shown.put("name", part.name());
    shown.put("state", part.state().name());
    if (!part.detail().isEmpty()) {
      shown.put("problem", part.detail());
    }
    part.since()
        .ifPresent(
            since -> {
              shown.put("since", since.toString());
              shown.put("seconds", Math.max(0, Duration.between(since, now).toMillis()) / 1e3);
            });
    return shown;
  }
}
