package io.durableemitter.benchmarks.peers;

import io.durableemitter.benchmarks.peers.work.Load;
import io.durableemitter.embedded.EmbeddedPostgresServer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Measures other outboxes beside ours, in turns. */
@Command(
    name = "benchmarks/peers-run",
    description = {
      "Measures other outboxes of the JVM at the same work as ours: threads persist events of 512"
          + " bytes, each in a transaction of its own; they are delivered to a counter, which knows"
          + " each of them, and removed.",
      "Each runs in a JVM and a database of its own, set as its documentation has it for"
          + " throughput, which is printed below the table with its version; 'plain' is"
          + " hand-written JDBC. They take turns, round by round, on one PostgreSQL with full"
          + " durability; the medians of all rounds count.",
      "The first call downloads their libraries, some 90 MB.",
      "Ends with 1 if one of them failed, delivered an event twice or lost one."
    })
final class PeersBenchmark implements Callable<Integer> {

  @Spec private CommandSpec spec = CommandSpec.create();

  @SuppressWarnings("unused") // picocli asks for it
  @Option(names = "--help", usageHelp = true, description = "Shows this text.")
  private boolean help;

  @Option(
      names = "--only",
      split = ",",
      paramLabel = "NAME",
      description =
          "Of ours, plain, gruelbox, dbscheduler, jobrunr, namastack, modulith, debezium; default"
              + " all.")
  private List<String> only = new ArrayList<>();

  @Option(names = "--rounds", defaultValue = "3", description = "Of each; default 3.")
  private int rounds;

  @Option(names = "--producers", defaultValue = "64", description = "Threads; default 64.")
  private int producers;

  @Option(names = "--warm-seconds", defaultValue = "3", description = "Not counted; default 3.")
  private double warmSeconds;

  @Option(names = "--seconds", defaultValue = "8", description = "Counted; default 8.")
  private double seconds;

  @Option(
      names = "--drain-seconds",
      defaultValue = "20",
      description = "Until all is delivered, at most; default 20.")
  private double drainSeconds;

  @Option(names = "--per-transaction", defaultValue = "1", description = "Events; default 1.")
  private int perTransaction;

  @Option(names = "--json", description = "The figures as one JSON object, the last line.")
  private boolean json;

  @Option(names = "--reactor", required = true, hidden = true)
  private Path reactor = Path.of("");

  public static void main(String[] arguments) {
    System.exit(new CommandLine(new PeersBenchmark()).execute(arguments));
  }

  @Override
  public Integer call() throws Exception {
    Load load = new Load(producers, warmSeconds, seconds, drainSeconds, perTransaction);
    List<PeerProgram> programs = programs();
    List<PeerReport> reports;
    try (EmbeddedPostgresServer postgres = Peers.server().start()) {
      reports = new Peers(postgres, load).measure(programs, rounds, PeersBenchmark::tell);
    }
    PeersTable table = new PeersTable(reports);
    System.out.print(table.text());
    if (json) {
      System.out.println(table.json());
    }
    return reports.stream().allMatch(report -> report.problems().isEmpty())
        ? CommandLine.ExitCode.OK
        : CommandLine.ExitCode.SOFTWARE;
  }

  private List<PeerProgram> programs() throws IOException {
    List<PeerProgram> programs = new ArrayList<>();
    for (String name : only.isEmpty() ? PeerProgram.NAMES : only) {
      if (!PeerProgram.NAMES.contains(name)) {
        throw new ParameterException(
            spec.commandLine(), "no such outbox: " + name + "; there are " + PeerProgram.NAMES);
      }
      programs.add(PeerProgram.named(name, reactor));
    }
    return programs;
  }

  private static void tell(PeerRun run) {
    run.figures()
        .ifPresent(
            figures ->
                System.err.printf(
                    Locale.ROOT,
                    "%s: %.0f/s end to end, %d left%n",
                    run.name(),
                    figures.endToEndPerSecond(),
                    figures.left()));
    run.problems().forEach(problem -> System.err.println(run.name() + ": " + problem));
  }
}
