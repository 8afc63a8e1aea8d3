package io.durableemitter.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.durableemitter.ingress.InMemorySink;
import io.durableemitter.ingress.IngressServer;
import io.durableemitter.ingress.IngressServerBuilder;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
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
      "It speaks plaintext gRPC and asks for no token, unless --tls-cert and --allow-key are given.",
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
      "  curl -s -X POST localhost:9091/faults -d '{\"errorCode\":\"SCHEMA_MISSING\",\"errorRate\":0.1}'"
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
      names = "--journal",
      paramLabel = "FILE",
      description =
          "Record each accepted event there before its call is answered; an existing journal is continued.")
  private Optional<Path> journal = Optional.empty();

  @Mixin private AccessOptions access = new AccessOptions();

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
      return new InMemorySink(capacity);
    } catch (IllegalArgumentException e) {
      throw new CommandException(ExitCode.USAGE, "--" + e.getMessage(), e);
    }
  }

  private IngressServer server(InMemorySink sink) {
    try {
      IngressServerBuilder builder =
          IngressServer.builder().bindAddress(bind).port(port).controlPort(controlPort).sink(sink);
      journal.ifPresent(builder::journal);
      access.apply(builder);
      return builder.build();
    } catch (IllegalArgumentException e) {
      String message = Errors.describe(e).replaceFirst("^controlPort ", "control-port ");
      boolean option = message.startsWith("port ") || message.startsWith("control-port ");
      throw new CommandException(ExitCode.USAGE, (option ? "--" : "") + message, e);
    }
  }

  private static void start(IngressServer server) {
    try {
      server.start();
    } catch (IllegalStateException e) {
      throw new CommandException(ExitCode.FAILED, String.valueOf(e.getMessage()), e);
    }
  }

  private void announce(PrintWriter out, IngressServer server) throws IOException {
    int control = server.controlPort().orElseThrow();
    if (json) {
      print(out, Map.of("port", server.port(), "controlPort", control));
    } else {
      out.println(
          "ingress listens on "
              + bind
              + ":"
              + server.port()
              + " ("
              + access.describe()
              + "), control plane on http://127.0.0.1:"
              + control
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
