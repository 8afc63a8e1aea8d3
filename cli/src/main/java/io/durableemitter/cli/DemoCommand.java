package io.durableemitter.cli;

import io.durableemitter.ingress.InMemorySink;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Shows the whole system at work, and counts what got lost. */
@Command(
    name = "demo",
    mixinStandardHelpOptions = true,
    description = {
      "Emits events through a real PostgreSQL and counts what got lost.",
      "It starts the database, and an ingress in a process of its own, emits from many callers,"
          + " takes",
      "the ingress away for a while if asked to, and compares what was emitted with what arrived."
    },
    footer = {
      "",
      "Examples:",
      "  durable-emitter demo",
      "  durable-emitter demo --outage 5s --callers 128",
      "  durable-emitter demo --metrics",
      "  durable-emitter demo --sink kafka --json",
      "  durable-emitter demo --input events.ndjson --repeat 100 --outage 5s --json"
    })
final class DemoCommand implements Callable<Integer> {

  /** Where the demo's ingress puts events. */
  enum DemoSink {
    MEMORY,
    KAFKA
  }

  private final Shutdown shutdown;

  @Option(
      names = "--sink",
      paramLabel = "KIND",
      defaultValue = "memory",
      description =
          "Where the ingress puts events: memory, or kafka: a broker of the demo's own, from which"
              + " a consumer reads them in the end. Default ${DEFAULT-VALUE}.")
  private DemoSink sink = DemoSink.MEMORY;

  @Option(
      names = "--outage",
      defaultValue = "0s",
      description = "How long the ingress is away in the middle. Default: not at all.")
  private Duration outage = Duration.ZERO;

  @Option(
      names = "--duration",
      defaultValue = "10s",
      description = "How long to emit synthetic events. Default ${DEFAULT-VALUE}.")
  private Duration duration = Duration.ZERO;

  @Option(
      names = "--events",
      defaultValue = "1000000",
      description = "The most synthetic events. Default ${DEFAULT-VALUE}.")
  private int events;

  @Option(
      names = "--payload-bytes",
      defaultValue = "256",
      description = "The body of a synthetic event. Default ${DEFAULT-VALUE}.")
  private int payloadBytes;

  @Option(
      names = "--input",
      paramLabel = "FILE",
      defaultValue = "",
      description = "Emit the events of a file instead, each with an id of its own.")
  private String input = "";

  @Option(
      names = "--repeat",
      defaultValue = "1",
      description = "How often to emit the file's events. Default ${DEFAULT-VALUE}.")
  private int repeat;

  @Option(
      names = "--callers",
      defaultValue = "64",
      description = "Threads that emit, each one event after the other. Default ${DEFAULT-VALUE}.")
  private int callers;

  @Option(
      names = "--drain-timeout",
      defaultValue = "120s",
      description = "How long to wait for the last delivery. Default ${DEFAULT-VALUE}.")
  private Duration drainTimeout = Duration.ZERO;

  @Option(
      names = "--json",
      description = "Print the figures as one JSON object, the last line of standard output.")
  private boolean json;

  @Option(
      names = "--metrics",
      description = "Show at the end every OpenTelemetry instrument that was exported.")
  private boolean metrics;

  @Mixin private TelemetryOptions exported = new TelemetryOptions();

  @CommandLine.Spec
  private CommandLine.Model.CommandSpec spec = CommandLine.Model.CommandSpec.create();

  DemoCommand(Shutdown shutdown) {
    this.shutdown = shutdown;
  }

  @Override
  public Integer call() throws Exception {
    checkOptions();
    exported.check();
    DemoEvents source =
        input.isEmpty()
            ? DemoEvents.synthetic(events, payloadBytes, duration)
            : DemoEvents.ofFile(file(), repeat);
    if (sink == DemoSink.MEMORY && source.most() > InMemorySink.DEFAULT_CAPACITY) {
      throw new CommandException(
          ExitCode.USAGE,
          "that would be "
              + source.most()
              + " events, but the demo's ingress holds "
              + InMemorySink.DEFAULT_CAPACITY
              + "; lower --events or --repeat");
    }
    PrintWriter err = spec.commandLine().getErr();
    Progress progress = new Progress(err, false);
    Optional<DemoMetrics> shown = metrics ? Optional.of(new DemoMetrics()) : Optional.empty();
    try (OpenStore store = OpenStore.temporary("cre.chip_durable_events", shutdown);
        DemoSite site = startSite(source.most());
        Telemetry telemetry = exported.start("demo", shown.map(DemoMetrics::reader))) {
      DemoOutage away = new DemoOutage(site.ingress(), err, outage);
      DemoRun run = new DemoRun(store, site, source, callers, progress, shutdown, telemetry, shown);
      if (err instanceof Screen.Writer writer && !Logging.isVerbose(arguments())) {
        writer.screen().log().withholdWhile(() -> away.isFelt() || shutdown.requested());
      }
      Optional<DemoReport> report = run.run(away, drainTimeout);
      progress.clear();
      if (report.isEmpty()) {
        spec.commandLine().getErr().println(run.interruptedMessage());
        return ExitCode.INTERRUPTED;
      }
      report.get().print(spec.commandLine().getOut(), json, shown);
      tellWithheld(err);
      return report.get().exitCode();
    }
  }

  private static void tellWithheld(PrintWriter err) {
    long withheld = err instanceof Screen.Writer writer ? writer.screen().log().withheld() : 0;
    if (withheld > 0) {
      err.println(
          Count.of(withheld, "warning") + " about the outage left out; --verbose shows them");
    }
  }

  private String[] arguments() {
    return spec.root().commandLine().getParseResult().originalArgs().toArray(new String[0]);
  }

  private DemoSite startSite(long most) throws Exception {
    return shutdown
        .within(
            Duration.ZERO,
            () -> sink == DemoSink.KAFKA ? DemoSite.withKafka() : DemoSite.inMemory(most))
        .orElseThrow(() -> Shutdown.interrupted("starting the ingress", null));
  }

  private void checkOptions() {
    atLeastOne("--callers", callers, 4_096);
    atLeastOne("--events", events, Integer.MAX_VALUE);
    atLeastOne("--payload-bytes", payloadBytes, 900_000);
    atLeastOne("--repeat", repeat, Integer.MAX_VALUE);
  }

  private static void atLeastOne(String option, int value, int max) {
    if (value < 1 || value > max) {
      throw new CommandException(
          ExitCode.USAGE, option + " must be 1 to " + max + " but is " + value);
    }
  }

  private Path file() {
    Path path = Path.of(input);
    if (!Files.isRegularFile(path)) {
      throw new CommandException(
          ExitCode.FAILED,
          "input file " + input + " does not exist or is not a file; check --input");
    }
    return path;
  }
}
