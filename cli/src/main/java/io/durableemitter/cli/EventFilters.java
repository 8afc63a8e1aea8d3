package io.durableemitter.cli;

import io.durableemitter.api.DeadLetterFilter;
import io.durableemitter.api.PendingFilter;
import picocli.CommandLine.Option;

/** Events by what they are, whether they are pending or dead. */
final class EventFilters {

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
    return !eventId.isEmpty() || !source.isEmpty() || !type.isEmpty();
  }

  /** Those that are given. */
  String describe() {
    return described("event id", eventId) + described("source", source) + described("type", type);
  }

  static String described(String name, String value) {
    return value.isEmpty() ? "" : " " + name + " " + value;
  }

  PendingFilter pending() {
    PendingFilter filter = PendingFilter.ALL;
    if (!eventId.isEmpty()) {
      filter = filter.withEventId(eventId);
    }
    if (!source.isEmpty()) {
      filter = filter.withSource(source);
    }
    return type.isEmpty() ? filter : filter.withType(type);
  }

  DeadLetterFilter deadLetters() {
    DeadLetterFilter filter = DeadLetterFilter.ALL;
    if (!eventId.isEmpty()) {
      filter = filter.withEventId(eventId);
    }
    if (!source.isEmpty()) {
      filter = filter.withSource(source);
    }
    return type.isEmpty() ? filter : filter.withType(type);
  }
}
