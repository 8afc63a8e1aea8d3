package io.durableemitter.cli;

import io.durableemitter.api.DeadLetterFilter;
import io.durableemitter.api.DeadLetterReason;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Dead letters by what they are. */
final class LetterFilters {

  @Option(
      names = "--reason",
      paramLabel = "REASON",
      defaultValue = "",
      description = "Only those: expired, rejected, too_large, undecodable or too_many_attempts.")
  private String reason = "";

  @Mixin private EventFilters events = new EventFilters();

  boolean given() {
    return !reason.isEmpty() || events.given();
  }

  /** Those that are given. */
  String describe() {
    return EventFilters.described("reason", reason) + events.describe();
  }

  DeadLetterFilter filter() {
    DeadLetterFilter filter = events.deadLetters();
    if (!reason.isEmpty()) {
      try {
        filter = filter.withReason(DeadLetterReason.of(reason));
      } catch (IllegalArgumentException e) {
        throw new CommandException(ExitCode.USAGE, "--reason " + e.getMessage(), e);
      }
    }
    return filter;
  }
}
