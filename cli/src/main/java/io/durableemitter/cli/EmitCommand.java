package io.durableemitter.cli;

import io.durableemitter.core.DurableEmitter;
import io.durableemitter.core.EmitterConfig;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Callable;
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
      "",
      "Killed in the middle? Run it again: events keep their ids, nothing is lost."
    })
final class EmitCommand implements Callable<Integer> {

  private final Shutdown shutdown;

  @Mixin private ConnectionOptions connection = new ConnectionOptions();
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
    connection.check();
    boolean file = !input.equals("-");
    Path path = Path.of(file ? input : "");
    if (file && (!Files.exists(path) || Files.isDirectory(path))) {
      throw new CommandException(
          ExitCode.FAILED,
          "input file " + input + " does not exist or is not a file; check --input");
    }
    try (InputStream in = file ? Files.newInputStream(path) : System.in) {
      return emit(in, file && Files.isRegularFile(path) ? Files.size(path) : 0);
    } catch (IOException e) {
      throw new CommandException(
          ExitCode.FAILED, "input " + input + " cannot be read: " + Errors.describe(e), e);
    }
  }

  private int emit(InputStream in, long inputBytes) throws IOException, InterruptedException {
    Progress progress = new Progress(spec.commandLine().getErr(), quiet || json);
    EmitterConfig config = config();
    try (OpenStore store = OpenStore.open(storage)) {
      DurableEmitter emitter = connection.emitter(store.store(), config);
      EmitRun run = new EmitRun(emitter, store, shutdown, progress, strict, inputBytes);
      try (emitter) {
        emitter.start();
        run.read(in);
        run.awaitDelivery(timeout);
      }
      EmitSummary summary = run.summary();
      progress.clear();
      summary.print(spec.commandLine().getOut(), json, connection.endpoint);
      return run.exitCode(summary);
    }
  }

  // Rows of an earlier run should not have to wait: this process knows which rows are its own.
  private static EmitterConfig config() {
    return EmitterConfig.builder()
        .retransmitAfter(Duration.ofSeconds(1))
        .retransmitInterval(Duration.ofMillis(500))
        .closeTimeout(Duration.ofSeconds(10))
        .build();
  }
}
