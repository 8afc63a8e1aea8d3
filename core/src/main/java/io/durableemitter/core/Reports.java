package io.durableemitter.core;

import io.durableemitter.api.HealthReport.Component;
import io.durableemitter.api.HealthReport.State;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** What an emitter tells the others of its queue of itself. */
final class Reports {

  private static final int LONGEST_PROBLEM = 1_000;

  /** The duty that reports. */
  static final String DUTY = "report";

  private Reports() {}

  /** What is wrong, in one text; what is reported has certainly reached the store. */
  static Optional<String> problem(List<Component> components) {
    String problem =
        components.stream()
            .filter(component -> component.state() != State.UP && !component.name().equals(DUTY))
            .map(component -> component.name() + ": " + component.detail())
            .collect(Collectors.joining("; "));
    String cut =
        problem.length() <= LONGEST_PROBLEM ? problem : problem.substring(0, LONGEST_PROBLEM);
    return Optional.of(cut).filter(text -> !text.isEmpty());
  }
}
