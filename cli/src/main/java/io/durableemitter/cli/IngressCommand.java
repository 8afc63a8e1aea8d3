package io.durableemitter.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.durableemitter.ingress.InMemorySink;
import io.durableemitter.ingress.IngressServer;
import io.durableemitter.ingress.IngressServerBuilder;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Runs the other end. */
@Command(
    name = "ingress",
    mixinStandardHelpOptions = true,
    description = {
      "Runs a Chip Ingress server that keeps what it accepts in memory.",
      "It speaks plaintext gRPC and asks for no token, unless --tls-cert and --allow-key are given;",
      "without them it listens on loopback only, unless --insecure says otherwise.",
      "Its HTTP control plane, on loopback, tells what arrived and makes it misbehave:",
      "GET /healthz /stats /events /events/count /events/ids /faults, POST /outage/on /outage/off /faults /reset."
    },
    footer = {
      "",
      "Examples:",
      "  durable-emitter ingress",
      "  durable-emitter ingress --tls-cert cert.pem --tls-key key.pem --allow-key keys.txt",
      "  curl -s localhost:9091/events/count",
      "  curl -s -X POST localhost:9091/outage/on",
      "  curl -s localhost:9091/faults -H content-type:application/json -d '{\"errorCode\":\"SCHEMA_MISSING\",\"errorRate\":0.1}'"
    })
final class IngressCommand implements Callable<Integer> {

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

  @Option(
      names = "--capacity",
      paramLabel = "EVENTS",
      defaultValue = "" + InMemorySink.DEFAULT_CAPACITY,
      description = "The most events it holds; it refuses more. Default ${DEFAULT-VALUE}.")
  private int capacity;

  @Option(
      names = "--capacity-bytes",
      paramLabel = "BYTES",
      description =
          "The most memory for their ids and sources, about 150 for a UUID. Default a quarter of the heap.")
  private Optional<Long> capacityBytes = Optional.empty();

  @Option(
      names = "--journal",
      paramLabel = "FILE",
      description =
          "Record each accepted event there before its call is answered; an existing journal is continued.")
  private Optional<Path> journal = Optional.empty();

  @Mixin private AccessOptions access = new AccessOptions();

  @Mixin private LimitOptions limits = new LimitOptions();

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
    BindAddress.check(bind);
    InMemorySink sink = sink();
    PrintWriter out = spec.commandLine().getOut();
    try (IngressServer server = server(sink)) {
      start(server);
      announce(out, server);
      if (exitWithStdin) {
        watchStdin();
      }
      shutdown.await();
      summarize(out, sink);
    }
    return ExitCode.OK;
  }

  private InMemorySink sink() {
    try {
      return new InMemorySink(
          capacity, capacityBytes.orElseGet(InMemorySink::defaultCapacityBytes));
    } catch (IllegalArgumentException e) {
      throw wrongOption(e);
    }
  }

  private IngressServer server(InMemorySink sink) {
    try {
      IngressServerBuilder builder =
          IngressServer.builder().bindAddress(bind).port(port).sink(sink).limits(limits.limits());
      if (!noControl) {
        builder.controlPort(controlPort);
      }
      if (insecure) {
        builder.insecure();
      }
      journal.ifPresent(builder::journal);
      access.apply(builder);
      return builder.build();
    } catch (IllegalArgumentException e) {
      throw wrongOption(e);
    }
  }

  /** Messages begin with the name of what is wrong; here it is an option. */
  private CommandException wrongOption(IllegalArgumentException error) {
    String message = Errors.describe(error).replaceFirst("^bindAddress", "bind");
    String name = message.replaceFirst("[ :].*", "");
    String option = name.replaceAll("([A-Z])", "-$1").toLowerCase(Locale.ROOT);
    String shown =
        spec.optionsMap().containsKey("--" + option)
            ? "--" + option + message.substring(name.length())
            : message;
    return new CommandException(ExitCode.USAGE, shown, error);
  }

  private static void start(IngressServer server) {
    try {
      server.start();
    } catch (IllegalStateException e) {
      throw new CommandException(ExitCode.FAILED, String.valueOf(e.getMessage()), e);
    }
  }

  private void announce(PrintWriter out, IngressServer server) throws IOException {
    OptionalInt control = server.controlPort();
    if (json) {
      Map<String, Object> ports = new LinkedHashMap<>();
      ports.put("port", server.port());
      control.ifPresent(value -> ports.put("controlPort", value));
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

  private void summarize(PrintWriter out, InMemorySink sink) throws IOException {
    if (json) {
      Map<String, Object> summary = new LinkedHashMap<>();
      summary.put("distinct", sink.distinctCount());
      summary.put("duplicates", sink.duplicateCount());
      print(out, summary);
    } else {
      out.println(
          "ingress accepted "
              + sink.distinctCount()
              + " events, and "
              + sink.duplicateCount()
              + " of them again");
    }
  }

  private static void print(PrintWriter out, Map<String, Object> value) throws IOException {
    out.println(new ObjectMapper().writeValueAsString(value));
  }
}
