package io.durableemitter.cli;

import io.durableemitter.api.internal.text.ForeignText;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The commands' front door. */
@Command(
    name = "durable-emitter",
    mixinStandardHelpOptions = true,
    version = "durable-emitter 0.1.0-SNAPSHOT",
    description = "Gets events out of JVM processes without losing any.",
    subcommands = {
      DemoCommand.class,
      EmitCommand.class,
      RelayCommand.class,
      StatusCommand.class,
      QueueCommand.class,
      TailCommand.class,
      DeadLettersCommand.class,
      ConsoleCommand.class,
      PauseCommand.class,
      ResumeCommand.class,
      ConfirmExpiryCommand.class,
      ActionsCommand.class,
      DoctorCommand.class,
      EventsCommand.class,
      MigrateCommand.class,
      IngressCommand.class,
      KeygenCommand.class,
      CommandLine.HelpCommand.class
    },
    synopsisSubcommandLabel = "COMMAND",
    footer = {
      "",
      "Examples:",
      "  durable-emitter demo --outage 5s",
      "  durable-emitter ingress --port 9090",
      "  durable-emitter emit --plaintext --input events.ndjson",
      "  durable-emitter relay --endpoint ingress.example.org:443 --database jdbc:postgresql://db/x",
      "  durable-emitter status",
      "  durable-emitter dead-letters list",
      "  durable-emitter console",
      "  durable-emitter doctor",
      "",
      "Each option can also be set in the environment (DURABLE_EMITTER_ENDPOINT for --endpoint)",
      "or in a properties file given by --config (endpoint = localhost:9090). The command line wins",
      "over the environment, the environment over the file.",
      "",
      "Exit codes: 0 done, 1 failed, 2 wrong usage, 3 some input was malformed and left out,",
      "4 events are stored but not delivered yet or are dead letters, 130 interrupted."
    })
public final class Main implements Runnable {

  // They are read off the command line before it is parsed: parsing itself logs and has defaults.
  @SuppressWarnings("UnusedVariable")
  @Option(
      names = "--verbose",
      scope = CommandLine.ScopeType.INHERIT,
      description = "Log more, and show stack traces of errors.")
  private boolean verbose;

  @SuppressWarnings("UnusedVariable")
  @Option(
      names = "--log-format",
      paramLabel = "FORMAT",
      scope = CommandLine.ScopeType.INHERIT,
      defaultValue = "text",
      description = {
        "json: log lines are JSON objects, each with its trace; text. Default ${DEFAULT-VALUE}.",
        "Also by DURABLE_EMITTER_LOG_FORMAT, not by --config."
      })
  private LogFormat logFormat = LogFormat.TEXT;

  @SuppressWarnings("UnusedVariable")
  @Option(
      names = "--config",
      paramLabel = "FILE",
      scope = CommandLine.ScopeType.INHERIT,
      description = "A properties file with option names as keys.")
  private String config = "";

  @CommandLine.Spec
  private CommandLine.Model.CommandSpec spec = CommandLine.Model.CommandSpec.create();

  private Main() {}

  /**
   * Runs a command and ends the process with its exit code.
   *
   * @param args the command line
   */
  public static void main(String[] args) {
    Shutdown shutdown = new Shutdown();
    Screen screen = Screen.install();
    if (!Logging.isVerbose(args)) {
      // what closing in a hurry leaves undone is told by the command itself
      screen.log().withholdWhile(shutdown::requested);
    }
    shutdown.install();
    int code =
        run(
            args,
            System.getenv(),
            shutdown,
            new ResultWriter(new FileOutputStream(FileDescriptor.out)),
            screen.writer());
    shutdown.finished();
    if (!shutdown.requested()) {
      System.exit(code);
    }
  }

  static int run(
      String[] args,
      Map<String, String> environment,
      Shutdown shutdown,
      PrintWriter out,
      PrintWriter err) {
    LogFormat format = LogFormat.of(args, environment);
    Logging.configure(args, format);
    if (err instanceof Screen.Writer writer) {
      writer.screen().log().format(format);
    }
    CommandLine commandLine =
        new CommandLine(new Main(), new CommandFactory(shutdown))
            .setOut(out)
            .setErr(err)
            .setCaseInsensitiveEnumValuesAllowed(true)
            .registerConverter(java.time.Duration.class, Durations::parse);
    Numbers.register(commandLine);
    commandLine.setExecutionExceptionHandler(
        (error, failed, parsed) -> report(error, failed, parsed, shutdown));
    commandLine.setParameterExceptionHandler(Main::reportUsage);
    try {
      Settings settings = new Settings(environment, args);
      commandLine.setDefaultValueProvider(settings);
      settings.check(commandLine, err);
      return written(commandLine.execute(args), out, err);
    } catch (CommandException e) {
      err.println("durable-emitter: " + Errors.describe(e));
      return e.exitCode();
    }
  }

  /** Results that did not reach standard output are a failure, whatever else went well. */
  private static int written(int code, PrintWriter out, PrintWriter err) {
    if (!out.checkError()) {
      return code;
    }
    IOException failure = out instanceof ResultWriter results ? results.failure() : null;
    err.println(
        "durable-emitter: standard output cannot be written"
            + (failure == null ? "" : ": " + Errors.describe(failure))
            + "; results are missing");
    return code == ExitCode.OK ? ExitCode.FAILED : code;
  }

  private static int report(
      Exception error, CommandLine commandLine, CommandLine.ParseResult parsed, Shutdown shutdown) {
    PrintWriter err = commandLine.getErr();
    boolean verbose = Logging.isVerbose(parsed.originalArgs().toArray(new String[0]));
    err.println("durable-emitter: " + message(error, shutdown));
    if (verbose) {
      error.printStackTrace(err);
    }
    return error instanceof CommandException command ? command.exitCode() : ExitCode.FAILED;
  }

  private static String message(Exception error, Shutdown shutdown) {
    if (!shutdown.requested()) {
      return Errors.describe(error);
    }
    // whatever failed since the user asked for an end failed because of that
    return error instanceof CommandException
        ? ForeignText.oneLine(String.valueOf(error.getMessage()))
        : "interrupted";
  }

  private static int reportUsage(CommandLine.ParameterException error, String[] args) {
    CommandLine commandLine = error.getCommandLine();
    PrintWriter err = commandLine.getErr();
    err.println("durable-emitter: " + Errors.message(error));
    CommandLine.UnmatchedArgumentException.printSuggestions(error, err);
    err.println("Try '" + commandLine.getCommandSpec().qualifiedName() + " --help'.");
    return ExitCode.USAGE;
  }

  @Override
  public void run() {
    throw new CommandLine.ParameterException(
        spec.commandLine(),
        "a command is missing: "
            + String.join(
                ", ",
                spec.subcommands().keySet().stream()
                    .filter(name -> !name.equals("help"))
                    .toList()));
  }
}
