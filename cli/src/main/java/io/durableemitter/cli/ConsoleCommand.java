package io.durableemitter.cli;

import io.durableemitter.console.Console;
import io.durableemitter.console.ConsoleBuilder;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Shows a queue on a web page. */
@Command(
    name = "console",
    mixinStandardHelpOptions = true,
    description = {
      "Shows a queue on a web page, and lets people act on it.",
      "What waits and since when, rates, latencies, who works on it, dead letters; redrive, discard,",
      "pause. It listens on loopback and asks for no token unless --token-file is given; elsewhere it",
      "needs that, and a certificate or --insecure."
    },
    footer = {
      "",
      "A line of --token-file is a name, a token of at least 16 characters and, for those who may",
      "look only, read-only.",
      "",
      "Examples:",
      "  durable-emitter console",
      "  durable-emitter console --database jdbc:postgresql://db/events?user=host --read-only",
      "  durable-emitter console --bind 0.0.0.0 --token-file tokens.txt --tls-cert cert.pem"
          + " --tls-key key.pem"
    })
final class ConsoleCommand implements Callable<Integer> {

  /** Of the JDK's server, in a process that has no other. */
  private static final Map<String, String> SERVER_BOUNDS =
      Map.of(
          "sun.net.httpserver.maxReqHeaders", "60",
          "sun.net.httpserver.maxReqHeaderSize", "32768",
          "sun.net.httpserver.maxIdleConnections", "100",
          "sun.net.httpserver.idleInterval", "20",
          "jdk.httpserver.maxConnections", "500");

  private final Shutdown shutdown;

  @Mixin private StoreOptions storage = new StoreOptions();
  @Mixin private TtlOption ttl = new TtlOption();

  @Option(
      names = "--port",
      defaultValue = "8025",
      description = "Where the page is; 0 for any free port. Default ${DEFAULT-VALUE}.")
  private int port;

  @Option(
      names = "--bind",
      paramLabel = "ADDRESS",
      defaultValue = "127.0.0.1",
      description = "The address to listen on. Default ${DEFAULT-VALUE}.")
  private String bind = "";

  @Option(
      names = "--name",
      paramLabel = "HOST",
      description = {
        "A name by which browsers reach it, besides its address; requests for any other name are",
        "refused. Repeatable."
      })
  private List<String> names = new ArrayList<>();

  @Option(
      names = "--token-file",
      paramLabel = "FILE",
      description = "Who is let in. Default: everybody on this machine, without a token.")
  private Optional<Path> tokenFile = Optional.empty();

  @Option(
      names = "--tls-cert",
      paramLabel = "FILE",
      description = "The certificate to show, with its chain, in PEM form; read again on change.")
  private Optional<Path> certificate = Optional.empty();

  @Option(
      names = "--tls-key",
      paramLabel = "FILE",
      description = "The private key of --tls-cert: PKCS#8 in PEM form, not encrypted.")
  private Optional<Path> key = Optional.empty();

  @Option(
      names = "--insecure",
      description = "Listen elsewhere than on loopback without TLS: a proxy in front speaks it.")
  private boolean insecure;

  @Option(names = "--read-only", description = "Nobody may act, only look.")
  private boolean readOnly;

  @Option(
      names = "--max-viewers",
      paramLabel = "N",
      defaultValue = "20",
      description = "How many pages may watch at a time. Default ${DEFAULT-VALUE}.")
  private int maxViewers;

  @Option(names = "--json", description = "Print where the page is as one JSON object.")
  private boolean json;

  @CommandLine.Spec
  private CommandLine.Model.CommandSpec spec = CommandLine.Model.CommandSpec.create();

  ConsoleCommand(Shutdown shutdown) {
    this.shutdown = shutdown;
  }

  @Override
  public Integer call() throws Exception {
    BindAddress.check("--bind", bind);
    if (certificate.isPresent() != key.isPresent()) {
      throw new CommandException(
          ExitCode.USAGE, "a certificate needs its key: give both --tls-cert and --tls-key");
    }
    ConsoleTokens tokens = tokenFile.map(ConsoleTokens::read).orElseGet(ConsoleTokens::none);
    // read by the JDK when its server is first used
    SERVER_BOUNDS.forEach(
        (name, value) -> System.setProperty(name, System.getProperty(name, value)));
    try (OpenStore store = OpenStore.existing(storage, shutdown);
        Console console = build(Console.builder(store.store()), tokens)) {
      announce(console.start());
      shutdown.await();
    }
    return ExitCode.OK;
  }

  private Console build(ConsoleBuilder console, ConsoleTokens tokens) {
    try {
      console
          .queueName(storage.table)
          .bindAddress(bind)
          .port(port)
          .ttl(ttl.value())
          .maxViewers(maxViewers);
      names.forEach(console::name);
      tokens.addTo(console);
      if (certificate.isPresent() && key.isPresent()) {
        console.tls(certificate.get(), key.get());
      }
      if (insecure) {
        console.insecure();
      }
      if (readOnly) {
        console.readOnly();
      }
      return console.build();
    } catch (IllegalArgumentException e) {
      throw OptionErrors.named(spec, e);
    } catch (IllegalStateException e) {
      throw new CommandException(ExitCode.FAILED, Errors.message(e), e);
    }
  }

  private void announce(Console console) throws Exception {
    PrintWriter out = spec.commandLine().getOut();
    out.println(
        json
            ? EventParser.JSON.writeValueAsString(
                Map.of("uri", console.uri().toString(), "port", console.port()))
            : "the console of " + storage.table + " is at " + console.uri() + "; Ctrl-C ends it");
    out.flush();
  }
}
