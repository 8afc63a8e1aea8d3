package io.durableemitter.examples.orders;

import java.io.PrintStream;
import java.util.Arrays;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** The command line of {@link OrdersRun}; {@code examples/run} calls it. */
@Command(
    name = "examples/run",
    description = {
      "Threads place orders: an order and its event are one transaction, and each third is rolled"
          + " back. In the end what was committed is compared with what arrived, by event id.",
      "Progress goes to stderr. Exits with 1 if an event was lost, or one that was not committed"
          + " arrived."
    })
public final class OrdersCommand implements Callable<Integer> {

  @Spec private CommandSpec spec = CommandSpec.create();

  @SuppressWarnings("unused") // picocli asks for it
  @Option(names = "--help", usageHelp = true, description = "Shows this text.")
  private boolean help;

  @Parameters(paramLabel = "WAY", description = "cdi, hibernate, jdbc or jooq.")
  private String way = "";

  @Option(
      names = "--orders",
      defaultValue = "300",
      description = "How many, 3 to 20000; default 300.")
  private int orders;

  @Option(
      names = "--threads",
      defaultValue = "4",
      description = "That order at once, 1 to 256; default 4.")
  private int threads;

  @Option(
      names = "--json",
      description = "The last line of stdout is one JSON object, instead of a few for people.")
  private boolean json;

  private final PrintStream out;

  private OrdersCommand(PrintStream out) {
    this.out = out;
  }

  /** The arguments of the command line. */
  public static void main(String[] arguments) {
    System.exit(run(System.out, arguments));
  }

  static int run(PrintStream out, String... arguments) {
    return new CommandLine(new OrdersCommand(out)).execute(arguments);
  }

  @Override
  public Integer call() throws Exception {
    Way chosen =
        Way.named(way)
            .orElseThrow(
                () ->
                    refused(
                        "WAY is " + way + ", but must be one of " + Arrays.toString(Way.values())));
    within("--orders", orders, 3, 20_000);
    within("--threads", threads, 1, 256);
    Figures figures = OrdersRun.run(chosen, orders, threads);
    if (json) {
      out.println(figures.toJson());
    } else {
      figures.forPeople().forEach(out::println);
    }
    return figures.held() ? CommandLine.ExitCode.OK : CommandLine.ExitCode.SOFTWARE;
  }

  private void within(String option, int value, int least, int most) {
    if (value < least || value > most) {
      throw refused(option + " is " + value + ", but must be " + least + " to " + most);
    }
  }

  private ParameterException refused(String why) {
    return new ParameterException(spec.commandLine(), why);
  }
}
