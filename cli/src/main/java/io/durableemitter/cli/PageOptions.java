package io.durableemitter.cli;

import picocli.CommandLine.Option;

/** Which page of a list, and as what. */
final class PageOptions {

  @Option(
      names = "--limit",
      paramLabel = "N",
      defaultValue = "100",
      description = "The most to list. Default ${DEFAULT-VALUE}.")
  private long limit;

  @Option(
      names = "--after",
      paramLabel = "ID",
      defaultValue = "0",
      description = "Only those behind this id: the last one of the page before.")
  private long after;

  @Option(names = "--json", description = "Print one JSON object per line (NDJSON).")
  private boolean json;

  /** At least 1. */
  long limit() {
    if (limit < 1) {
      throw new CommandException(ExitCode.USAGE, "--limit must be at least 1 but is " + limit);
    }
    return limit;
  }

  long after() {
    return after;
  }

  boolean json() {
    return json;
  }
}
