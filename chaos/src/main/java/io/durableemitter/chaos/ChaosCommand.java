package io.durableemitter.chaos;

import io.durableemitter.chaos.sabotage.Sabotage;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The command line of a run. */
@Command(
    name = "chaos/run",
    description = {
      "Runs emitter processes, a real PostgreSQL and an ingress under random faults, and checks that"
          + " no acknowledged event is lost, none is invented, altered, sent twice or given up without"
          + " a fault that explains it, and that everything recovers by itself.",
      "Progress goes to stderr; the last line of stdout is one JSON object.",
      "Exit code: 0 if everything held, 1 if not, 2 for wrong options."
    })
final class ChaosCommand implements Callable<Integer> {

  private final PrintStream out;
  private final PrintStream err;

  @SuppressWarnings("unused") // picocli asks for it
  @Option(names = "--help", usageHelp = true, description = "Shows this text.")
  private boolean help;

  @Option(names = "--cycles", defaultValue = "20", description = "How many cycles of faults.")
  private int cycles;

  @Option(
      names = "--seed",
      description = "Determines the faults and their order; random if not given.")
  private @Nullable Long seed;

  @Option(
      names = "--minutes",
      defaultValue = "30",
      description = "No cycle begins after so many minutes.")
  private int minutes;

  @Option(names = "--hosts", defaultValue = "2", description = "Emitter processes, 1 to 4.")
  private int hosts;

  @Option(
      names = "--keys",
      defaultValue = "0",
      description = {
        "So many ordering keys at least: events of a key must come one after the other, in the",
        "order of their emits. 0 for events without keys, which is the default."
      })
  private int keys;

  @Option(names = "--json", description = "Only the JSON object, without the summary before it.")
  private boolean json;

  @Option(
      names = "--faults",
      split = ",",
      paramLabel = "FAULT",
      description = "Only these kinds of faults, of: ${COMPLETION-CANDIDATES}.")
  private List<Fault> kinds = List.of(Fault.values());

  @Option(
      names = "--sabotage",
      paramLabel = "MODE",
      description = {
        "Breaks the engines; the run must fail.",
        "drop-acks: each tenth event is taken for delivered and never sent.",
        "double-send: each event is handed over twice.",
        "needless-dead-letters: failures are taken for refusals for good.",
        "false-unknown: each fifth insert that was committed is said to be unknown.",
        "no-order: with --keys, events of a key do not wait for each other."
      })
  private String sabotage = "";

  ChaosCommand(PrintStream out, PrintStream err) {
    this.out = out;
    this.err = err;
  }

  static CommandLine of(PrintStream out, PrintStream err) {
    return new CommandLine(new ChaosCommand(out, err))
        .setCaseInsensitiveEnumValuesAllowed(true)
        .setErr(new PrintWriter(err, true, StandardCharsets.UTF_8));
  }

  public static void main(String[] arguments) {
    System.exit(of(System.out, System.err).execute(arguments));
  }

  @Override
  public Integer call() throws Exception {
    ChaosOptions options;
    try {
      options = options();
    } catch (IllegalArgumentException e) {
      err.println(e.getMessage());
      return CommandLine.ExitCode.USAGE;
    }
    err.println("seed " + options.seed());
    ChaosReport report = run(options, err);
    if (!json) {
      out.println(report.holds() ? "everything held" : "NOT everything held");
    }
    out.println(report.toJson());
    return report.holds() ? CommandLine.ExitCode.OK : CommandLine.ExitCode.SOFTWARE;
  }

  private ChaosOptions options() {
    return new ChaosOptions(
        seed == null ? new Random().nextInt(1_000_000) : seed,
        cycles,
        Duration.ofMinutes(minutes),
        hosts,
        keys,
        kinds,
        sabotage.isEmpty() ? Sabotage.NONE : Sabotage.named(sabotage));
  }

  private static ChaosReport run(ChaosOptions options, PrintStream progress) throws Exception {
    try (ChaosEnvironment environment = new ChaosEnvironment(options)) {
      return new ChaosRun(options, environment, progress).run();
    }
  }
}
