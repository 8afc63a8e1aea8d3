package io.durableemitter.benchmarks.speed;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.durableemitter.embedded.EmbeddedPostgresServer;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Compares this tree with another commit. */
@Command(
    name = "benchmarks/guard",
    customSynopsis =
        "benchmarks/guard COMMIT [--rounds N] [--seconds N] [--only NAME,...] [--json]",
    description = {
      "Measures this tree beside another commit of it, in turns, on one PostgreSQL: emits of one"
          + " and of 64 callers, asynchronous ones, end to end, and a drain.",
      "Ends with 1 if a figure of this tree is less than 0.9 of the other's, in the median of all"
          + " rounds and beyond what rounds differ by; the spread is half of the distance between"
          + " the quartiles."
    },
    footer = {"", "Examples:", "  benchmarks/guard main", "  benchmarks/guard HEAD~3 --rounds 9"})
final class GuardBenchmark implements Callable<Integer> {

  private static final long DRAINED = 200_000;

  @SuppressWarnings("unused") // picocli asks for it
  @Option(names = "--help", usageHelp = true, description = "Shows this text.")
  private boolean help;

  @Spec private CommandSpec spec = CommandSpec.create();

  @Option(names = "--base-class-path", required = true, hidden = true)
  private String baseClassPath = "";

  @Option(names = "--rounds", defaultValue = "5", description = "Of each; default 5.")
  private int rounds;

  @Option(names = "--seconds", defaultValue = "4", description = "Of each; default 4.")
  private double seconds;

  @Option(
      names = "--only",
      split = ",",
      paramLabel = "NAME",
      description = "Only figures whose names begin so, as in stored,sent.platform; default all.")
  private Set<String> only = new LinkedHashSet<>();

  @Option(names = "--json", description = "The figures as one JSON object, the last line.")
  private boolean json;

  public static void main(String[] arguments) {
    System.exit(new CommandLine(new GuardBenchmark()).execute(arguments));
  }

  @Override
  public Integer call() throws Exception {
    if (scenarios().isEmpty()) {
      throw new ParameterException(
          spec.commandLine(), "--only " + String.join(",", only) + ": no figure begins so");
    }
    try (EmbeddedPostgresServer postgres = PostgresForSpeed.start();
        Bench here =
            new Bench(
                postgres, Pins.NONE, System.getProperty("java.class.path"), "here", Bench.HEAP);
        Bench base = new Bench(postgres, Pins.NONE, baseClassPath, "base", Bench.HEAP)) {
      List<Comparison> all = new ArrayList<>();
      Figures ofHere = new Figures();
      Figures ofBase = new Figures();
      for (int round = 0; round <= rounds; round++) {
        for (Named one : scenarios()) {
          // whoever comes second finds the machine as the first has left it
          boolean first = round % 2 == 0;
          measure(one, first ? here : base, first ? ofHere : ofBase);
          measure(one, first ? base : here, first ? ofBase : ofHere);
          System.err.printf(
              Locale.ROOT,
              "round %d of %d  %-24s here %s  base %s%n",
              round,
              rounds,
              one.name(),
              Report.number(ofHere.last(one.headline())),
              Report.number(ofBase.last(one.headline())));
        }
        if (round == 0) {
          ofHere.clear();
          ofBase.clear();
        }
      }
      for (Named one : scenarios()) {
        all.add(
            Comparison.of(one.headline(), ofHere.all(one.headline()), ofBase.all(one.headline())));
      }
      return report(all);
    }
  }

  private static void measure(Named one, Bench bench, Figures figures) throws Exception {
    one.scenario().run(bench, figures);
  }

  private List<Named> scenarios() {
    List<Named> all =
        new ArrayList<>(
            new Emits(seconds).all().stream().filter(one -> !one.name().contains("512")).toList());
    all.add(new Backlogs(seconds, DRAINED, List.of()).drain());
    return all.stream()
        .filter(one -> only.isEmpty() || only.stream().anyMatch(one.headline()::startsWith))
        .toList();
  }

  private int report(List<Comparison> all) throws IOException {
    System.out.printf("%-40s %10s %10s %8s %8s%n", "figure", "here", "base", "ratio", "spread");
    for (Comparison one : all) {
      System.out.printf(
          Locale.ROOT,
          "%-40s %10s %10s %8.2f %8.2f%s%n",
          one.figure(),
          Report.number(one.here()),
          Report.number(one.base()),
          one.ratio(),
          one.spread(),
          one.isWorse() ? "  WORSE" : "");
    }
    boolean worse = all.stream().anyMatch(Comparison::isWorse);
    if (json) {
      System.out.println(
          new ObjectMapper().writeValueAsString(Map.of("worse", worse, "comparisons", all)));
    }
    return worse ? 1 : CommandLine.ExitCode.OK;
  }
}
