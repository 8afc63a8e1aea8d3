package io.durableemitter.cli;

import io.durableemitter.api.internal.text.ForeignText;
import io.durableemitter.core.DurableEmitter;
import io.durableemitter.core.config.EmitterConfig;
import io.durableemitter.ingress.internal.http.HttpPort;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Delivers what others write to a table. */
@Command(
    name = "relay",
    mixinStandardHelpOptions = true,
    description = {
      "Delivers the events of a table that others write to, from Java, Go or SQL.",
      "It retransmits, lets events expire, purges and keeps dead letters. Several relays share the"
          + " work of a table;",
      "one takes over what another has left. It runs until Ctrl-C or SIGTERM."
    },
    footer = {
      "",
      "Examples:",
      "  durable-emitter relay --database jdbc:postgresql://db/events?user=host --endpoint"
          + " ingress.example.org:443",
      "  durable-emitter relay --database jdbc:postgresql://db/events?user=host --to"
          + " kafka:localhost:9092/orders --retransmit-after 1s --notifications",
      "  durable-emitter relay --plaintext --until-empty --json",
      "",
      "Killed in the middle? Another relay, or the next one, delivers what it held: at least once."
    })
final class RelayCommand implements Callable<Integer> {

  // a call that is under way may take its five seconds
  private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(8);
  private static final Duration PATIENCE = Duration.ofSeconds(18);
  private static final Duration LONGEST_INTERVAL = Duration.ofSeconds(5);

  private final Shutdown shutdown;

  @Mixin private Destination destination = new Destination();
  @Mixin private StoreOptions storage = new StoreOptions();

  @Mixin private HealthOptions health = new HealthOptions();
  @Mixin private TelemetryOptions metrics = new TelemetryOptions();

  @Option(
      names = "--retransmit-after",
      paramLabel = "TIME",
      defaultValue = "10s",
      description = {
        "The age from which an event is sent that its writer has not delivered.",
        "Default ${DEFAULT-VALUE}; 1s is right where nobody but SQL writes the table."
      })
  private Duration retransmitAfter = Duration.ZERO;

  @Option(
      names = "--notifications",
      description = {
        "Send rows that SQL inserts with next_attempt_at as soon as they are committed.",
        "The table must notify of them: migrate up --notifications."
      })
  private boolean notifications;

  @Option(
      names = "--event-ttl",
      paramLabel = "TIME",
      defaultValue = "72h",
      description =
          "The age at which an event that was not delivered becomes a dead letter. Default"
              + " ${DEFAULT-VALUE}.")
  private Duration eventTtl = Duration.ZERO;

  @Option(
      names = "--until-empty",
      description =
          "End once nothing is pending: with 0, or with 4 if dead letters were made meanwhile.")
  private boolean untilEmpty;

  @Option(names = "--json", description = "Print the figures at the end as one JSON object.")
  private boolean json;

  @Option(names = "--quiet", description = "Show no progress.")
  private boolean quiet;

  @CommandLine.Spec
  private CommandLine.Model.CommandSpec spec = CommandLine.Model.CommandSpec.create();

  RelayCommand(Shutdown shutdown) {
    this.shutdown = shutdown;
  }

  @Override
  public Integer call() throws Exception {
    // everything that can be wrong without the database is found before it is started
    destination.check(spec.commandLine().getParseResult());
    health.check();
    metrics.check();
    EmitterConfig config = config();
    Progress progress = Progress.onTerminal(spec.commandLine().getErr(), quiet || json);
    shutdown.patience(PATIENCE);
    try (Telemetry telemetry = metrics.start("relay");
        OpenStore store =
            notifications
                ? OpenStore.listening(storage, shutdown)
                : OpenStore.open(storage, shutdown)) {
      DurableEmitter emitter = destination.emitter(store.store(), config, telemetry);
      RelayRun run = new RelayRun(emitter, store, shutdown, progress);
      Optional<HttpPort> port = health.start(new RelayHealth(emitter, Clock.systemUTC()));
      try {
        EmitCommand.start(emitter);
        announce(port);
        run.await(untilEmpty);
      } finally {
        telemetry.flush();
        shutdown.close(emitter);
        port.ifPresent(HttpPort::close);
        progress.clear();
      }
      RelaySummary summary = run.summary();
      summary.print(spec.commandLine().getOut(), json, destination.name());
      return run.exitCode(summary);
    }
  }

  private void announce(Optional<HttpPort> port) {
    String database =
        storage.database.isEmpty()
            ? "the embedded PostgreSQL in " + storage.dataDir
            : DatabaseUrl.of(storage.database).toString();
    spec.commandLine()
        .getErr()
        .println(
            "relay delivers "
                + ForeignText.oneLine(storage.table + " of " + database)
                + " to "
                + ForeignText.oneLine(destination.name())
                + port.map(open -> ", health on " + health.url(open)).orElse("")
                + metrics.url().map(url -> ", metrics on " + url).orElse("")
                + (untilEmpty ? " until nothing is pending" : "; Ctrl-C ends it"));
  }

  private EmitterConfig config() {
    try {
      return EmitterConfig.builder()
          .retransmit(retransmit -> retransmit.after(retransmitAfter).interval(interval()))
          .expire(expire -> expire.ttl(eventTtl))
          .closeTimeout(CLOSE_TIMEOUT)
          .build();
    } catch (IllegalArgumentException e) {
      throw new CommandException(
          ExitCode.USAGE,
          Errors.message(e)
              .replace("retransmit.after", "--retransmit-after")
              .replace("expire.ttl", "--event-ttl"),
          e);
    }
  }

  /** What becomes old enough is found within half as long. */
  private Duration interval() {
    Duration half = retransmitAfter.dividedBy(2);
    if (half.isZero()) {
      return LONGEST_INTERVAL; // too short, and refused as such
    }
    return half.compareTo(LONGEST_INTERVAL) < 0 ? half : LONGEST_INTERVAL;
  }
}
