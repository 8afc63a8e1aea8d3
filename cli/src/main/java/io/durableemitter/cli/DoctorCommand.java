package io.durableemitter.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.durableemitter.api.Finding;
import io.durableemitter.api.internal.text.ForeignText;
import io.durableemitter.postgres.PgDiagnosis;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import javax.sql.DataSource;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Looks at database, table and destination, and says what is wrong and what to do. */
@Command(
    name = "doctor",
    mixinStandardHelpOptions = true,
    description = {
      "Looks at database, table and destination: what is wrong, how bad, what to do.",
      "It changes nothing and shows no payload. It ends with 1 if something needs hands."
    },
    footer = {
      "",
      "Examples:",
      "  durable-emitter doctor",
      "  durable-emitter doctor --database jdbc:postgresql://db/events?user=host --json",
      "  durable-emitter doctor --endpoint ingress.example.org:443 --key billing.pem",
      "  durable-emitter doctor --to kafka:localhost:9092/orders --pool-size 16"
    })
final class DoctorCommand implements Callable<Integer> {

  private final Shutdown shutdown;

  @Mixin private Destination destination = new Destination();
  @Mixin private StoreOptions storage = new StoreOptions();

  @Option(
      names = "--event-ttl",
      paramLabel = "TIME",
      defaultValue = "72h",
      description = "expire.ttl of the hosts: when events expire. Default ${DEFAULT-VALUE}.")
  private Duration eventTtl = Duration.ZERO;

  @Option(
      names = "--longest-transaction",
      paramLabel = "TIME",
      defaultValue = "5m",
      description = "Tell of transactions that are open for longer. Default ${DEFAULT-VALUE}.")
  private Duration longestTransaction = Duration.ZERO;

  @Option(
      names = "--pool-size",
      paramLabel = "N",
      description = "Check a pool that you plan: does it suit an emitter, and the server?")
  private Optional<Integer> poolSize = Optional.empty();

  @Option(names = "--json", description = "Print one JSON object.")
  private boolean json;

  @CommandLine.Spec
  private CommandLine.Model.CommandSpec spec = CommandLine.Model.CommandSpec.create();

  DoctorCommand(Shutdown shutdown) {
    this.shutdown = shutdown;
  }

  @Override
  public Integer call() throws Exception {
    destination.check(spec.commandLine().getParseResult());
    if (poolSize.isPresent() && poolSize.get() < 1) {
      throw new CommandException(
          ExitCode.USAGE, "--pool-size must be at least 1 but is " + poolSize.get());
    }
    if (eventTtl.isZero()) {
      throw new CommandException(ExitCode.USAGE, "--event-ttl must be more than 0");
    }
    List<Finding> findings = new ArrayList<>(new ExaminedStore(storage, shutdown).ask(this::look));
    findings.addAll(destination.examined(endpointGiven()));
    print(findings);
    if (shutdown.requested()) {
      return ExitCode.INTERRUPTED;
    }
    return Finding.healthy(findings) ? ExitCode.OK : ExitCode.FAILED;
  }

  private List<Finding> look(DataSource dataSource) {
    PgDiagnosis diagnosis =
        PgDiagnosis.of(dataSource, storage.table)
            .eventTtl(eventTtl)
            .longestTransaction(longestTransaction);
    return poolSize.map(diagnosis::poolSize).orElse(diagnosis).run();
  }

  /** On the command line, in the environment or in the file of settings. */
  private boolean endpointGiven() throws Exception {
    CommandLine commandLine = spec.commandLine();
    return commandLine.getParseResult().hasMatchedOption("--endpoint")
        || commandLine.getDefaultValueProvider().defaultValue(spec.findOption("--endpoint"))
            != null;
  }

  private void print(List<Finding> findings) throws JsonProcessingException {
    PrintWriter out = spec.commandLine().getOut();
    if (json) {
      Map<String, Object> object = new LinkedHashMap<>();
      object.put("healthy", Finding.healthy(findings));
      object.put("table", storage.table);
      object.put("findings", findings.stream().map(FindingTable::fields).toList());
      out.println(ForeignText.oneLine(EventParser.JSON.writeValueAsString(object)));
    } else {
      FindingTable.ofTerminal().lines(findings).forEach(out::println);
    }
  }
}
