package io.durableemitter.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.durableemitter.ingress.EventSink;
import io.durableemitter.ingress.InMemorySink;
import io.durableemitter.ingress.IngressServer;
import io.durableemitter.ingress.IngressServerBuilder;
import io.durableemitter.ingress.SchemaStoreException;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Runs the other end. */
@Command(
    name = "ingress",
    mixinStandardHelpOptions = true,
    description = {
      "Runs a Chip Ingress server. What it accepts stays in memory, or goes to where --sink says.",
      "It speaks plaintext gRPC and asks for no token, unless --tls-cert and --allow-key are"
          + " given;",
      "without them it listens on loopback only, unless --insecure says otherwise.",
      "Its HTTP control plane, on loopback, tells what arrived and makes it misbehave:",
      "GET / /livez /readyz /healthz /stats /events /events/count /events/ids /faults, POST /outage/on /outage/off"
          + " /faults /reset."
    },
    footer = {
      "",
      "Examples:",
      "  durable-emitter ingress",
      "  durable-emitter ingress --tls-cert cert.pem --tls-key key.pem --allow-key keys.txt",
      "  durable-emitter ingress --sink kafka --bootstrap localhost:9092 --topics topics.json",
      "  durable-emitter ingress --sink file --file events.ndjson",
      "  durable-emitter ingress --sink stdout | jq .type",
      "  durable-emitter ingress --schema-topic kafka:localhost:9092/chip-schemas"
          + " --validate-schemas",
      "  curl -s localhost:9091/events/count",
      "  curl -s -X POST localhost:9091/outage/on",
      "  curl -s localhost:9091/faults -H content-type:application/json -d"
          + " '{\"errorCode\":\"SCHEMA_MISSING\",\"errorRate\":0.1}'"
    })
final class IngressCommand implements Callable<Integer> {

  private static final Duration LOOK = Duration.ofMillis(100);

  private final Shutdown shutdown;

  @Option(
      names = "--port",
      defaultValue = "9090",
      description = "Where clients connect; 0 for any free port. Default ${DEFAULT-VALUE}.")
  private int port;

  @Option(
      names = "--control-port",
      defaultValue = "9091",
      description =
          "Where the control plane listens; 0 for any free port. Default ${DEFAULT-VALUE}.")
  private int controlPort;

  @Option(names = "--no-control", description = "Have no control plane.")
  private boolean noControl;

  @Option(
      names = "--bind",
      paramLabel = "ADDRESS",
      defaultValue = "127.0.0.1",
      description = "The address to listen on. Default ${DEFAULT-VALUE}.")
  private String bind = "";

  @Mixin private SinkOptions sinks = new SinkOptions();

  @Option(
      names = "--journal",
      paramLabel = "FILE",
      description =
          "Record each accepted event there before its call is answered; an existing journal is"
              + " continued.")
  private Optional<Path> journal = Optional.empty();

  @Mixin private AccessOptions access = new AccessOptions();

  @Mixin private LimitOptions limits = new LimitOptions();

  @Mixin private SchemaOptions schemas = new SchemaOptions();

  @Mixin private TelemetryOptions metrics = new TelemetryOptions();

  @Option(
      names = "--insecure",
      description = "Listen on an address that others reach, even without TLS or without tokens.")
  private boolean insecure;

  @Option(names = "--json", description = "Print what is printed as JSON.")
  private boolean json;

  @Option(names = "--exit-with-stdin", hidden = true, description = "End when standard input ends.")
  private boolean exitWithStdin;

  @CommandLine.Spec
  private CommandLine.Model.CommandSpec spec = CommandLine.Model.CommandSpec.create();

  IngressCommand(Shutdown shutdown) {
    this.shutdown = shutdown;
  }

  @Override
  public Integer call() throws Exception {
    BindAddress.check("--bind", bind);
    metrics.check();
    sinks.check(spec.commandLine().getParseResult());
    AtomicReference<@Nullable String> broken = new AtomicReference<>();
    EventSink sink = sink(broken::set);
    LongAdder accepted = new LongAdder();
    PrintWriter out = sinks.isStdout() ? spec.commandLine().getErr() : spec.commandLine().getOut();
    try (Telemetry telemetry = metrics.start("ingress");
        IngressServer server = server(sink, accepted, telemetry)) {
      start(server);
      announce(out, server, sink);
      if (exitWithStdin) {
        watchStdin();
      }
      awaitEnd(broken);
      telemetry.flush();
    }
    String ended = broken.get();
    if (ended != null) {
      throw new CommandException(ExitCode.FAILED, ended + "; the ingress ends");
    }
    summarize(out, sink, accepted.sum());
    return ExitCode.OK;
  }

  /** Waits until somebody asks for an end, or the sink has come to its own. */
  private void awaitEnd(AtomicReference<@Nullable String> broken) throws InterruptedException {
    boolean asked = false;
    while (!asked && broken.get() == null) {
      asked = shutdown.await(LOOK);
    }
  }

  private EventSink sink(Consumer<String> broken) {
    try {
      return sinks.sink(broken);
    } catch (IllegalArgumentException e) {
      throw OptionErrors.named(spec, e);
    }
  }

  private IngressServer server(EventSink sink, LongAdder accepted, Telemetry telemetry) {
    try {
      IngressServerBuilder builder =
          IngressServer.builder()
              .bindAddress(bind)
              .port(port)
              .sink(sink)
              .observer(events -> accepted.add(events.size()))
              .limits(limits.limits());
      if (!noControl) {
        builder.controlPort(controlPort);
      }
      if (insecure) {
        builder.insecure();
      }
      journal.ifPresent(builder::journal);
      telemetry.meter().ifPresent(builder::meter);
      telemetry.traces().ifPresent(builder::openTelemetry);
      access.apply(builder);
      schemas.apply(builder);
      return builder.build();
    } catch (IllegalArgumentException e) {
      throw OptionErrors.named(spec, e);
    }
  }

  private void start(IngressServer server) {
    try {
      server.start();
    } catch (IllegalArgumentException e) {
      throw OptionErrors.named(spec, e);
    } catch (IllegalStateException | SchemaStoreException e) {
      throw new CommandException(ExitCode.FAILED, String.valueOf(e.getMessage()), e);
    }
  }

  private void announce(PrintWriter out, IngressServer server, EventSink sink) throws IOException {
    OptionalInt control = server.controlPort();
    if (json) {
      Map<String, Object> ports = new LinkedHashMap<>();
      ports.put("port", server.port());
      control.ifPresent(value -> ports.put("controlPort", value));
      ports.put("sink", sink.description());
      print(out, ports);
    } else {
      out.println(
          "ingress listens on "
              + bind
              + ":"
              + server.port()
              + " ("
              + access.describe()
              + "), "
              + (control.isPresent()
                  ? "control plane on http://127.0.0.1:" + control.getAsInt()
                  : "no control plane")
              + "; Ctrl-C ends it");
      metrics.url().ifPresent(url -> out.println("metrics are on " + url));
      if (!sinks.isMemory()) {
        out.println("events go to " + sink.description());
      }
    }
  }

  private void watchStdin() {
    Thread watcher =
        new Thread(
            () -> {
              try {
                System.in.transferTo(java.io.OutputStream.nullOutputStream());
              } catch (IOException e) {
                // an unreadable input has ended too
                shutdown.request();
              }
              shutdown.request();
            },
            "stdin");
    watcher.setDaemon(true);
    watcher.start();
  }

  private void summarize(PrintWriter out, EventSink sink, long accepted) throws IOException {
    Map<String, Object> summary = new LinkedHashMap<>();
    if (sink instanceof InMemorySink memory) {
      summary.put("distinct", memory.distinctCount());
      summary.put("duplicates", memory.duplicateCount());
    } else {
      summary.put("accepted", accepted);
    }
    if (json) {
      print(out, summary);
    } else if (sink instanceof InMemorySink memory) {
      out.println(
          "ingress accepted "
              + memory.distinctCount()
              + " events, and "
              + memory.duplicateCount()
              + " of them again");
    } else {
      out.println("ingress accepted " + Count.of(accepted, "event"));
    }
  }

  private static void print(PrintWriter out, Map<String, Object> value) throws IOException {
    out.println(new ObjectMapper().writeValueAsString(value));
  }
}
