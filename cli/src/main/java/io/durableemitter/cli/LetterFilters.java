package io.durableemitter.cli;

import io.durableemitter.api.DeadLetterFilter;
import io.durableemitter.api.DeadLetterReason;
import picocli.CommandLine.Option;

/** Dead letters by what they are. */
final class LetterFilters {

  @Option(
      names = "--reason",
      paramLabel = "REASON",
      defaultValue = "",
      description = "Only those: expired, rejected, too_large, undecodable or too_many_attempts.")
  private String reason = "";

  @Option(
      names = "--event-id",
      paramLabel = "ID",
      defaultValue = "",
      description = "Only those of exactly this CloudEvents id.")
  private String eventId = "";

  @Option(
      names = "--source",
      paramLabel = "SOURCE",
      defaultValue = "",
      description = "Only those of exactly this CloudEvents source.")
  private String source = "";

  @Option(
      names = "--type",
      paramLabel = "TYPE",
      defaultValue = "",
      description = "Only those of exactly this CloudEvents type.")
  private String type = "";

  boolean given() {
    return !reason.isEmpty() || !eventId.isEmpty() || !source.isEmpty() || !type.isEmpty();
  }

  /** Those that are given. */
  String describe() {
    return described("reason", reason)
        + described("event id", eventId)
        + described("source", source)
        + described("type", type);
  }

  private static String described(String name, String value) {
    return value.isEmpty() ? "" : " " + name + " " + value;
  }

  DeadLetterFilter filter() {
    DeadLetterFilter filter = DeadLetterFilter.ALL;
    if (!reason.isEmpty()) {
      try {
        filter = filter.withReason(DeadLetterReason.of(reason));
      } catch (IllegalArgumentException e) {
        throw new CommandException(ExitCode.USAGE, "--reason " + e.getMessage(), e);
      }
    }
    if (!eventId.isEmpty()) {
      filter = filter.withEventId(eventId);
    }
    if (!source.isEmpty()) {
      filter = filter.withSource(source);
    }
    return type.isEmpty() ? filter : filter.withType(type);
  }
}
