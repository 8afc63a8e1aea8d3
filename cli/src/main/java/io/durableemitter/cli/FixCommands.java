package io.durableemitter.cli;

import io.durableemitter.api.Finding;
import java.util.Map;

/** What the commands do about a finding that others are advised of in words. */
final class FixCommands {

  private static final Map<String, String> BY_CHECK =
      Map.of(
          "life.pause", "durable-emitter resume",
          "life.age", "durable-emitter queue ls --limit 10",
          "life.dead-letters", "durable-emitter dead-letters list");

  private FixCommands() {}

  /** The same with the command to run, if there is one. */
  static Finding named(Finding finding) {
    return new Finding(
        finding.check(),
        finding.severity(),
        finding.what(),
        BY_CHECK.getOrDefault(finding.check(), finding.fix()));
  }
}
