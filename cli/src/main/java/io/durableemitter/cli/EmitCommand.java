package io.durableemitter.cli;

import io.durableemitter.core.DurableEmitter;
import io.durableemitter.core.config.EmitterConfig;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Stores and delivers the events of a file or of standard input. */
@Command(
    name = "emit",
    mixinStandardHelpOptions = true,
    description = {
      "Stores CloudEvents and delivers them, with those that an earlier run left.",
      "The input is NDJSON, a JSON array or a single JSON object. What is not an event is reported with its line and left out."
    },
    footer = {
      "",
      "Examples:",
      "  durable-emitter emit --plaintext --input events.ndjson",
      "  cat events.json | durable-emitter emit --endpoint ingress.example.org:443",
      "  durable-emitter emit --plaintext --input events.ndjson --strict --json",
      "  durable-emitter emit --key billing.pem --tls-ca ca.pem --input events.ndjson",
      "  durable-emitter emit --to kafka:localhost:9092/orders --input events.ndjson",
      "  durable-emitter emit --to https://example.org/events --input events.ndjson",
      "",
      "Killed in the middle? Run it again: events keep their ids, nothing is lost."
    })
final class EmitCommand implements Callable<Integer> {

  private final Shutdown shutdown;

  @Mixin private Destination destination = new Destination();
  @Mixin private StoreOptions storage = new StoreOptions();

  @Option(
      names = "--input",
      paramLabel = "FILE",
      defaultValue = "-",
      description = "The file to read; - for standard input, which is the default.")
  private String input = "";

  @Option(
      names = "--strict",
      description = "Stop at the first piece of input that is not an event.")
  private boolean strict;

  @Option(
      names = "--timeout",
      defaultValue = "60s",
      description =
          "How long to wait for deliveries after the input has ended. Default ${DEFAULT-VALUE}.")
  private Duration timeout = Duration.ZERO;

  @Option(names = "--json", description = "Print the summary as one JSON object.")
  private boolean json;

  @Option(names = "--quiet", description = "Show no progress.")
  private boolean quiet;

  @CommandLine.Spec
  private CommandLine.Model.CommandSpec spec = CommandLine.Model.CommandSpec.create();

  EmitCommand(Shutdown shutdown) {
    this.shutdown = shutdown;
  }

  @Override
  public Integer call() throws Exception {
    // everything that can be wrong without the database is found before it is started
    destination.check(spec.commandLine().getParseResult());
    boolean file = !input.equals("-");
    Path path = Path.of(file ? input : "");
    if (file && (!Files.exists(path) || Files.isDirectory(path))) {
      throw new CommandException(
          ExitCode.FAILED,
          "input file " + input + " does not exist or is not a file; check --input");
    }
    if (file && Files.isRegularFile(path)) {
      try (InputStream in = Files.newInputStream(path)) {
        return emit(() -> in, Files.size(path));
      } catch (AccessDeniedException e) {
        throw new CommandException(
            ExitCode.FAILED, "input " + input + " cannot be read: permission denied", e);
      }
    }
    return emit(
        () -> new BackgroundInput(file ? () -> Files.newInputStream(path) : this::stdin, shutdown),
        0);
  }

  private InputStream stdin() {
    if (Boolean.getBoolean(LettersDiscardCommand.ANSWERS_PROPERTY)) {
      spec.commandLine()
          .getErr()
          .println("reading events from standard input; Ctrl-D ends it, --input names a file");
    }
    return System.in;
  }

  private int emit(Supplier<InputStream> in, long inputBytes) throws Exception {
    Progress progress = new Progress(spec.commandLine().getErr(), quiet || json);
    EmitterConfig config = config();
    try (OpenStore store = OpenStore.open(storage, shutdown)) {
      DurableEmitter emitter = destination.emitter(store.store(), config, Telemetry.NONE);
      EmitRun run = new EmitRun(emitter, store, shutdown, progress, strict, inputBytes);
      try {
        start(emitter);
        read(run, in);
        run.awaitDelivery(timeout);
      } finally {
        shutdown.close(emitter);
      }
      EmitSummary summary = run.summary();
      progress.clear();
      summary.print(spec.commandLine().getOut(), json, destination.name());
      return run.exitCode(summary);
    }
  }

  /** What a transport finds wrong only now is a matter of its options too. */
  static void start(DurableEmitter emitter) {
    try {
      emitter.start();
    } catch (IllegalArgumentException e) {
      throw new CommandException(ExitCode.USAGE, Errors.message(e), e);
    }
  }

  private void read(EmitRun run, Supplier<InputStream> in) throws InterruptedException {
    try {
      run.read(in.get());
    } catch (IOException e) {
      throw new CommandException(
          ExitCode.FAILED, "input " + input + " cannot be read: " + Errors.describe(e), e);
    }
  }

  // Rows of an earlier run should not have to wait: this process knows which rows are its own.
  private static EmitterConfig config() {
    return EmitterConfig.builder()
        .retransmit(
            retransmit -> retransmit.after(Duration.ofSeconds(1)).interval(Duration.ofMillis(500)))
        .closeTimeout(Duration.ofSeconds(10))
        .build();
  }
}
