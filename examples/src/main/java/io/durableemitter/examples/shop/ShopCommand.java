package io.durableemitter.examples.shop;

import java.io.PrintStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The command line of {@link ShopRun}. */
@Command(
    name = "examples/run shop",
    description = {
      "A shop of Spring Boot: order, invoice and the events of both are one transaction, and each"
          + " third is rolled back. The shop is killed with -9 while events wait in its table,"
          + " and started again. In the end what it committed is compared with what arrived, by"
          + " event id.",
      "Progress goes to stderr. Exits with 1 if an event was lost, or one that was not committed"
          + " arrived."
    })
public final class ShopCommand implements Callable<Integer> {

  private static final Set<String> BOOTS = new TreeSet<>(Set.of("3.5", "4.0", "4.1"));

  @Spec private CommandSpec spec = CommandSpec.create();

  @SuppressWarnings("unused") // picocli asks for it
  @Option(names = "--help", usageHelp = true, description = "Shows this text.")
  private boolean help;

  @Option(
      names = "--boot",
      defaultValue = "4.1",
      description = "Which Spring Boot: 3.5, 4.0 or 4.1; default 4.1.")
  private String boot = "";

  @Option(
      names = "--orders",
      defaultValue = "3000",
      description = "At least so many, 10 to 20000; default 3000.")
  private int orders;

  @Option(
      names = "--threads",
      defaultValue = "8",
      description = "That order at once, 1 to 256; default 8.")
  private int threads;

  @Option(names = "--kills", defaultValue = "1", description = "Of the shop, 0 to 9; default 1.")
  private int kills;

  @Option(
      names = "--compare",
      description = {
        "Instead of all that: how long "
            + ShopComparison.REQUESTS
            + " requests at once take with a pool of 10 connections, of this shop and of the same"
            + " without events, in turns."
      })
  private boolean compare;

  @Option(
      names = "--json",
      description = "The last line of stdout is one JSON object, instead of a few for people.")
  private boolean json;

  private final Path applications;
  private final PrintStream out;

  private ShopCommand(Path applications, PrintStream out) {
    this.applications = applications;
    this.out = out;
  }

  /**
   * Runs it.
   *
   * @param applications the folder of the applications, one below it for each Boot
   * @param out for the result
   * @param arguments of the command line
   * @return the exit code
   */
  public static int run(Path applications, PrintStream out, String... arguments) {
    return new CommandLine(new ShopCommand(applications, out)).execute(arguments);
  }

  @Override
  public Integer call() throws Exception {
    if (!BOOTS.contains(boot)) {
      throw new ParameterException(
          spec.commandLine(),
          "--boot is " + boot + ", but must be one of " + String.join(", ", BOOTS));
    }
    within("--orders", orders, 10, 20_000);
    within("--threads", threads, 1, 256);
    within("--kills", kills, 0, 9);
    Path application = applications.resolve("boot-" + boot);
    if (compare) {
      ShopTimes times = ShopComparison.run(application);
      print(json ? List.of(times.toJson(boot)) : times.forPeople());
      return CommandLine.ExitCode.OK;
    }
    ShopFigures figures = ShopRun.run(new ShopPlan(application, orders, threads, kills));
    print(json ? List.of(figures.toJson(boot)) : figures.forPeople());
    return figures.held() ? CommandLine.ExitCode.OK : CommandLine.ExitCode.SOFTWARE;
  }

  private void print(List<String> lines) {
    lines.forEach(out::println);
  }

  private void within(String option, int value, int least, int most) {
    if (value < least || value > most) {
      throw new ParameterException(
          spec.commandLine(), option + " is " + value + ", but must be " + least + " to " + most);
    }
  }
}
