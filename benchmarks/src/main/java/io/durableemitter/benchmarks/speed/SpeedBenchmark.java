package io.durableemitter.benchmarks.speed;

import com.fasterxml.jackson.databind.JsonNode;
import io.durableemitter.embedded.EmbeddedPostgresServer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Measures the whole beside what the machine can do at best. */
@Command(
    name = "benchmarks/run",
    description = {
      "Measures how fast events are stored, delivered and removed, beside what PostgreSQL and gRPC"
          + " do at best on this machine. PostgreSQL with full durability, an ingress and the"
          + " emitter run in processes of their own; all is measured in turns, round by round, and"
          + " medians count. The first round warms up.",
      "A whole run ends with other libraries at the same work, as benchmarks/peers-run measures"
          + " them; the first one downloads some 90 MB for that.",
      "A round during which other processes used more than 0.15 processors is called noisy."
    },
    footer = {
      "",
      "Examples:",
      "  benchmarks/run --quick",
      "  benchmarks/run --json > figures.json",
      "  benchmarks/run --only stored,sent --rounds 5"
    })
final class SpeedBenchmark implements Callable<Integer> {

  @SuppressWarnings("unused") // picocli asks for it
  @Option(names = "--help", usageHelp = true, description = "Shows this text.")
  private boolean help;

  @Option(
      names = "--quick",
      description = "Two seconds each, and without what needs millions of rows: within 5 minutes.")
  private boolean quick;

  @Option(
      names = "--only",
      split = ",",
      paramLabel = "GROUP",
      description =
          "Only these: limits, stored, removed, sent, latency, drain, sizes, hosts, heap, backlog,"
              + " sustained, peers.")
  private Set<String> only = new LinkedHashSet<>();

  @Option(names = "--rounds", defaultValue = "3", description = "Of each, 1 to 100; default 3.")
  private int rounds;

  @Option(
      names = "--seconds",
      description =
          "Of each measurement, 0.1 to 600; default 8, and 2 with --quick; of those of the group"
              + " sustained 300.")
  private @Nullable Double seconds;

  @Option(
      names = "--pin",
      defaultValue = "",
      paramLabel = "PART=CPUS,...",
      description =
          "Binds emitter, postgres and ingress to processors, as in emitter=0,postgres=1.")
  private String pin = "";

  @Option(
      names = "--emitter-options",
      defaultValue = "-Xmx1g",
      paramLabel = "OPTIONS",
      description =
          "Of the JVM with the emitter, such as its heap or the agent of a profiler; default"
              + " -Xmx1g.")
  private String emitterOptions = "";

  @Option(names = "--json", description = "The figures as one JSON object, the last line.")
  private boolean json;

  // the script that started this knows where it is
  @Option(names = "--peers-program", hidden = true)
  private Path peersProgram = Path.of("benchmarks", "peers-run");

  @Spec private CommandSpec spec = CommandSpec.create();

  public static void main(String[] arguments) {
    System.exit(new CommandLine(new SpeedBenchmark()).execute(arguments));
  }

  @Override
  public Integer call() throws Exception {
    Plan plan = plan();
    Pins pins = pins();
    Rounds all = new Rounds(plan, rounds, System.err);
    Map<String, String> machine = measure(all, pins);
    Optional<JsonNode> peers = Optional.empty();
    int exit = CommandLine.ExitCode.OK;
    if (plan.hasPeers()) {
      try {
        peers = Optional.of(new PeersRun(peersProgram, rounds).measure(System.out));
      } catch (IOException e) {
        // what an hour has found is told all the same
        System.err.println(e.getMessage());
        exit = CommandLine.ExitCode.SOFTWARE;
      }
    }
    Report report = new Report(machine, all.figures(), all.noisy(), peers);
    report.print(System.out);
    if (json) {
      System.out.println(report.json());
    }
    return exit;
  }

  private Map<String, String> measure(Rounds all, Pins pins) throws Exception {
    try (EmbeddedPostgresServer postgres = PostgresForSpeed.start()) {
      pins.bindPostgres(postgres.pid());
      try (Bench bench =
          new Bench(postgres, pins, System.getProperty("java.class.path"), "speed", options())) {
        Map<String, String> machine = Machine.describe(bench.table());
        all.run(bench);
        return machine;
      }
    }
  }

  private List<String> options() {
    return List.of(emitterOptions.strip().split("\\s+", -1));
  }

  private Plan plan() {
    List<String> unknown = new ArrayList<>(only);
    unknown.removeAll(Plan.groups());
    if (!unknown.isEmpty()) {
      throw new ParameterException(
          spec.commandLine(),
          String.format(
              Locale.ROOT,
              "--only %s: there is no such group; there are %s",
              String.join(",", unknown),
              String.join(", ", Plan.groups())));
    }
    if (rounds < 1 || rounds > 100) {
      throw new ParameterException(
          spec.commandLine(), "--rounds " + rounds + ": 1 to 100 is right");
    }
    double each = seconds == null ? Plan.usualSeconds(quick) : seconds;
    if (!(each >= 0.1 && each <= 600)) {
      throw new ParameterException(
          spec.commandLine(), "--seconds " + each + ": 0.1 to 600 is right");
    }
    double sustained = seconds == null ? Plan.usualSustained() : seconds;
    return new Plan(quick, Set.copyOf(only), each, sustained);
  }

  private Pins pins() {
    try {
      return Pins.of(pin);
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), "--pin: " + e.getMessage(), e);
    }
  }
}
