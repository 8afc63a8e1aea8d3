package io.durableemitter.cli;

import io.durableemitter.api.DeadLetterFilter;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Which dead letters something is done to; never all of them by accident. */
final class LetterSelection {

  private static final int LOGGED_IDS = 20;

  @Parameters(paramLabel = "ID", description = "Dead letters by id, as 'list' shows them.")
  private List<Long> ids = new ArrayList<>();

  @Mixin private LetterFilters filters = new LetterFilters();

  @Option(names = "--all", description = "All dead letters.")
  private boolean all;

  @Option(names = "--most", paramLabel = "N", description = "The most to take, oldest first.")
  private long most = Long.MAX_VALUE;

  /** Fails if the options are wrong; asked before the database is opened. */
  DeadLetterFilter filter() {
    boolean filtered = filters.given();
    if (all && (filtered || !ids.isEmpty())) {
      throw new CommandException(
          ExitCode.USAGE,
          "--all is given together with ids or with --reason, --event-id, --source or --type; leave one out");
    }
    if (!all && !filtered && ids.isEmpty()) {
      throw new CommandException(
          ExitCode.USAGE,
          "say which dead letters: ids, or --reason, --event-id, --source or --type, or --all");
    }
    if (most < 1) {
      throw new CommandException(ExitCode.USAGE, "--most must be at least 1 but is " + most);
    }
    DeadLetterFilter filter = filters.filter();
    return ids.isEmpty() ? filter : filter.withIds(Set.copyOf(ids));
  }

  /** As it was given, for the log of actions. */
  String describe() {
    String which =
        all
            ? "all"
            : filters.describe()
                + (ids.isEmpty() ? "" : " ids " + ids.stream().limit(LOGGED_IDS).toList());
    return which.strip() + (ids.size() > LOGGED_IDS ? " and more" : "");
  }

  long most() {
    return most;
  }

  /** Says so if something was asked for by id that is not there. */
  int exitCode(long done, String what) {
    long asked = Math.min(most, Set.copyOf(ids).size());
    if (done >= asked) {
      return ExitCode.OK;
    }
    throw new CommandException(
        ExitCode.FAILED,
        (asked - done)
            + " of "
            + asked
            + " ids were not "
            + what
            + ": they are not among the dead letters, or not with this reason, event id, source or type");
  }
}
