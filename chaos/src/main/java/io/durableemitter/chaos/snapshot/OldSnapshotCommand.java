package io.durableemitter.chaos.snapshot;

import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The command line of {@link OldSnapshot}. */
@Command(
    name = "chaos/old-snapshot",
    description = {
      "Emits at a rate while a transaction idles at REPEATABLE READ, so that no removed row can be"
          + " cleaned up, and compares the first with the last tenth of the run.",
      "Progress goes to stderr, figures to stdout. Exit code 0 if nothing was lost or doubled."
    })
final class OldSnapshotCommand implements Callable<Integer> {

  @SuppressWarnings("unused") // picocli asks for it
  @Option(names = "--help", usageHelp = true, description = "Shows this text.")
  private boolean help;

  @Option(names = "--minutes", defaultValue = "10", description = "How long it emits.")
  private double minutes;

  @Option(names = "--rate", defaultValue = "2000", description = "Events per second.")
  private int rate;

  @Option(names = "--payload", defaultValue = "512", description = "Bytes of an event's data.")
  private int payload;

  @Option(names = "--callers", defaultValue = "64", description = "Threads that emit.")
  private int callers;

  @Option(
      names = "--dead-before",
      defaultValue = "0",
      description =
          "Rows that are stored and removed in bulk under the transaction, before the emitter"
              + " starts.")
  private int deadBefore;

  @Option(names = "--json", description = "The figures as one JSON object, the last line.")
  private boolean json;

  public static void main(String[] arguments) {
    System.exit(new CommandLine(new OldSnapshotCommand()).execute(arguments));
  }

  @Override
  public Integer call() throws Exception {
    int events = (int) Math.max(PacedCallers.TENTHS, Math.round(minutes * 60 * rate));
    OldSnapshot.Load load = new OldSnapshot.Load(events, rate, payload, callers, deadBefore);
    return OldSnapshot.run(load, json) ? CommandLine.ExitCode.OK : CommandLine.ExitCode.SOFTWARE;
  }
}
