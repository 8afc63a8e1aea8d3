package io.durableemitter.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.durableemitter.api.internal.text.ForeignText;
import io.durableemitter.cli.OrderRun.Followed;
import io.durableemitter.spi.QueueAction.Kind;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Predicate;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** What orders to all hosts have in common. */
final class OrderOptions {

  @Mixin private StoreOptions storage = new StoreOptions();
  @Mixin private ActorOption actor = new ActorOption();

  @Option(
      names = "--wait",
      paramLabel = "TIME",
      defaultValue = "15s",
      description = {
        "How long to wait until all hosts that are heard of have followed; 0s not to wait.",
        "Default ${DEFAULT-VALUE}: they report each 5 s."
      })
  private Duration wait = Duration.ZERO;

  @Option(names = "--json", description = "Print the result as one JSON object.")
  private boolean json;

  /**
   * Orders it.
   *
   * @param done as in "3 of 3 hosts have paused"
   * @param followed the gate of a host that has followed
   */
  int order(
      PrintWriter out,
      Shutdown shutdown,
      Kind kind,
      String detail,
      String done,
      Predicate<String> followed)
      throws JsonProcessingException, InterruptedException {
    try (OpenStore store = OpenStore.existing(storage, shutdown)) {
      Followed result =
          new OrderRun(store.store(), shutdown).run(kind, actor.value(), detail, followed, wait);
      out.println(json ? json(result) : text(result, done));
      if (shutdown.requested()) {
        return ExitCode.INTERRUPTED;
      }
      return result.byAll() || wait.isZero() ? ExitCode.OK : ExitCode.FAILED;
    }
  }

  private String text(Followed result, String done) {
    if (result.heard().isEmpty()) {
      return "it is ordered; no host is heard of, and each follows when it starts";
    }
    if (wait.isZero()) {
      return "it is ordered; "
          + Count.of(result.heard().size(), "host")
          + " will follow within 5 s";
    }
    String text =
        result.count() + " of " + Count.of(result.heard().size(), "host") + " have " + done;
    return ForeignText.oneLine(
        result.byAll()
            ? text
            : text + "; it stays ordered, not yet: " + result.lateNames() + "; see 'status'");
  }

  private static String json(Followed result) throws JsonProcessingException {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("action", ActionText.fields(result.action()));
    fields.put("hosts", result.heard().size());
    fields.put("followed", result.count());
    fields.put("late", result.late().stream().map(host -> host.report().name()).toList());
    return ForeignText.oneLine(EventParser.JSON.writeValueAsString(fields));
  }
}
