package io.durableemitter.benchmarks.peers.work;

import java.io.PrintStream;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The program around an outbox: options in, figures out. */
@Command(
    description = {
      "Measures one outbox in a database of its own, whose tables it makes: threads persist events"
          + " of 512 bytes, which are delivered to a counter and removed.",
      "Prints one JSON object as the last line of its standard output."
    })
public final class OutboxProgram implements Callable<Integer> {

  private final String name;
  private final OutboxOpening opening;
  private final PrintStream output;

  @SuppressWarnings("unused") // picocli asks for it
  @Option(names = "--help", usageHelp = true, description = "Shows this text.")
  private boolean help;

  @Option(names = "--url", required = true, description = "Of the database, for JDBC.")
  private String url = "";

  @Option(names = "--user", defaultValue = "postgres", description = "Default postgres.")
  private String user = "";

  @Option(names = "--producers", defaultValue = "64", description = "Threads; default 64.")
  private int producers;

  @Option(names = "--warm-seconds", defaultValue = "3", description = "Not counted; default 3.")
  private double warmSeconds;

  @Option(names = "--seconds", defaultValue = "8", description = "Counted; default 8.")
  private double seconds;

  @Option(names = "--drain-seconds", defaultValue = "20", description = "At most; default 20.")
  private double drainSeconds;

  @Option(names = "--per-transaction", defaultValue = "1", description = "Events; default 1.")
  private int perTransaction;

  private OutboxProgram(String name, OutboxOpening opening, PrintStream output) {
    this.name = name;
    this.opening = opening;
    this.output = output;
  }

  /** Runs it, and ends this JVM. */
  public static void run(String name, OutboxOpening opening, String... arguments) {
    PrintStream output = System.out;
    // the last line is ours, whatever libraries print
    System.setOut(System.err);
    System.exit(
        new CommandLine(new OutboxProgram(name, opening, output))
            .setCommandName(name)
            .execute(arguments));
  }

  @Override
  public Integer call() throws Exception {
    Load load = new Load(producers, warmSeconds, seconds, drainSeconds, perTransaction);
    Deliveries deliveries = new Deliveries();
    Figures figures;
    try (Outbox outbox = opening.open(new Database(url, user), deliveries, load)) {
      figures = new Measurement(outbox, deliveries, load).run(name);
    }
    output.println(figures.json());
    return CommandLine.ExitCode.OK;
  }
}
