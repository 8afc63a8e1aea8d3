package io.durableemitter.chaos.drain;

import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The command line of {@link Drain}. */
@Command(
    name = "chaos/drain",
    description = {
      "Measures how a large backlog drains through an emitter with a small heap, against what the"
          + " same emitter delivers in steady state.",
      "Progress goes to stderr; the last line of stdout is one JSON object."
    })
final class DrainCommand implements Callable<Integer> {

  @SuppressWarnings("unused") // picocli asks for it
  @Option(names = "--help", usageHelp = true, description = "Shows this text.")
  private boolean help;

  @Option(names = "--rows", defaultValue = "1000000", description = "Rows of the backlog.")
  private int rows;

  @Option(
      names = "--large",
      defaultValue = "0",
      description = "Rows of 900 kB beside them: half among the others, half behind them.")
  private int large;

  @Option(names = "--xmx", defaultValue = "64m", description = "The emitter's heap.")
  private String heap = "";

  @Option(
      names = "--steady-seconds",
      defaultValue = "15",
      description = "How long the steady state is measured.")
  private int steadySeconds;

  @Option(
      names = "--callers",
      defaultValue = "64",
      description = "Threads that emit in the steady state.")
  private int callers;

  @Option(
      names = "--live-rate",
      defaultValue = "0",
      description = "Events per second that are emitted beside the drain.")
  private int liveRate;

  @Option(names = "--child-option", description = "An option of the emitter's JVM; repeatable.")
  private List<String> childOptions = List.of();

  public static void main(String[] arguments) {
    System.exit(new CommandLine(new DrainCommand()).execute(arguments));
  }

  @Override
  public Integer call() throws Exception {
    new Drain(rows, large, heap, steadySeconds, callers, liveRate, childOptions).run();
    return CommandLine.ExitCode.OK;
  }
}
