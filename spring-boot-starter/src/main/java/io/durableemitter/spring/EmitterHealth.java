package io.durableemitter.spring;

import io.durableemitter.api.HealthReport;
import io.durableemitter.api.HealthReport.Component;
import io.durableemitter.api.HealthReport.State;
import io.durableemitter.core.DurableEmitter;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The health of the emitter, in the terms that the APIs of Boot 3 and of Boot 4 share.
 *
 * @param up false if events cannot be stored; one that is degraded still stores them
 * @param details the state of the whole and of each part, and what is wrong with it
 */
record EmitterHealth(boolean up, Map<String, Object> details) {

  static EmitterHealth of(DurableEmitter emitter) {
    HealthReport report = emitter.health();
    Map<String, Object> details = new LinkedHashMap<>();
    details.put("state", report.state().name());
    for (Component part : report.components()) {
      details.put(part.name(), text(part));
    }
    return new EmitterHealth(report.state() != State.DOWN, details);
  }

  private static String text(Component part) {
    return part.detail().isEmpty()
        ? part.state().name()
        : part.state().name() + ": " + part.detail();
  }
}
