package io.durableemitter.chaos.transactions;

import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The command line of {@link TransactionsRun}. */
@Command(
    name = "chaos/transactions",
    description = {
      "Runs an application that emits within its transactions, kills it again and again, takes the"
          + " ingress away, and compares what was committed with what arrived.",
      "A third of the transactions is rolled back. One is open from the beginning to the end. Progress goes to stderr; the last line of stdout"
          + " is one JSON object. Exits with 1 if an event was lost, or one that was rolled back"
          + " arrived."
    })
final class TransactionsCommand implements Callable<Integer> {

  @SuppressWarnings("unused") // picocli asks for it
  @Option(names = "--help", usageHelp = true, description = "Shows this text.")
  private boolean help;

  @Option(
      names = "--transactions",
      defaultValue = "10000",
      description = "At least so many; default 10000.")
  private int transactions;

  @Option(names = "--threads", defaultValue = "16", description = "That make them; default 16.")
  private int threads;

  @Option(names = "--kills", defaultValue = "5", description = "Of the application; default 5.")
  private int kills;

  @Option(names = "--outages", defaultValue = "2", description = "Of the ingress; default 2.")
  private int outages;

  @Option(
      names = "--pooler",
      description = "The application connects through PgBouncer in transaction mode.")
  private boolean pooled;

  public static void main(String[] arguments) {
    System.exit(new CommandLine(new TransactionsCommand()).execute(arguments));
  }

  @Override
  public Integer call() throws Exception {
    boolean held =
        TransactionsRun.run(
            new TransactionsRun.Plan(transactions, threads, kills, outages, pooled));
    return held ? CommandLine.ExitCode.OK : CommandLine.ExitCode.SOFTWARE;
  }
}
