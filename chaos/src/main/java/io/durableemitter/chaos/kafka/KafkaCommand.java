package io.durableemitter.chaos.kafka;

import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The command line of {@link KafkaRun}. */
@Command(
    name = "chaos/kafka",
    description = {
      "Delivers events to three Kafka brokers through ingresses, or without, kills a broker and an"
          + " ingress on the way, starts them again, and compares what was emitted with what a plain"
          + " consumer reads.",
      "Progress goes to stderr; the last line of stdout is one JSON object. Exits with 1 if an event"
          + " was lost, altered, invented, or came again without a failed attempt that explains it."
    })
final class KafkaCommand implements Callable<Integer> {

  @SuppressWarnings({"unused", "NullAway.Init"}) // picocli sets it
  @Spec
  private CommandLine.Model.CommandSpec spec;

  @SuppressWarnings("unused") // picocli asks for it
  @Option(names = "--help", usageHelp = true, description = "Shows this text.")
  private boolean help;

  @Option(names = "--events", defaultValue = "100000", description = "Default 100000.")
  private int events;

  @Option(names = "--callers", defaultValue = "16", description = "That emit them; default 16.")
  private int callers;

  @Option(
      names = "--ingresses",
      defaultValue = "2",
      description = "Between emitter and Kafka, 0 to 4; default 2. 0: straight from the emitter.")
  private int ingresses;

  public static void main(String[] arguments) {
    System.exit(new CommandLine(new KafkaCommand()).execute(arguments));
  }

  @Override
  public Integer call() throws Exception {
    if (events < 1_000 || events > 10_000_000) {
      throw wrong("--events must be 1000 to 10000000 but is " + events);
    }
    if (callers < 1 || callers > 256) {
      throw wrong("--callers must be 1 to 256 but is " + callers);
    }
    if (ingresses < 0 || ingresses > 4) {
      throw wrong("--ingresses must be 0 to 4 but is " + ingresses);
    }
    boolean held = KafkaRun.run(new KafkaRun.Plan(events, callers, ingresses));
    return held ? CommandLine.ExitCode.OK : CommandLine.ExitCode.SOFTWARE;
  }

  private ParameterException wrong(String what) {
    return new ParameterException(spec.commandLine(), what);
  }
}
