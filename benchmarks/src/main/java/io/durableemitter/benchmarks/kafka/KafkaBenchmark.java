package io.durableemitter.benchmarks.kafka;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.durableemitter.broker.KafkaBrokers;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Measures the Kafka transport beside a plain producer, in turns. */
@Command(
    name = "benchmarks/kafka",
    description = {
      "Measures how many events of 512 bytes get into Kafka in a second, and how long one takes that"
          + " is sent alone: by the transport, from stored bytes; through an ingress with the Kafka"
          + " sink; by a plain KafkaProducer with the same acks, of records made beforehand; and by"
          + " that producer from stored bytes by way of the SDK of CloudEvents.",
      "They take turns, round by round, at brokers of their own; the medians of all rounds count."
    })
final class KafkaBenchmark implements Callable<Integer> {

  @SuppressWarnings("unused") // picocli asks for it
  @Option(names = "--help", usageHelp = true, description = "Shows this text.")
  private boolean help;

  @Option(names = "--brokers", defaultValue = "1", description = "1 to 9; default 1.")
  private int brokers;

  @Option(names = "--partitions", defaultValue = "3", description = "Of the topic; default 3.")
  private int partitions;

  @Option(names = "--events", defaultValue = "200000", description = "In a round; default 200000.")
  private int events;

  @Option(names = "--rounds", defaultValue = "5", description = "Of each; default 5.")
  private int rounds;

  @Option(names = "--json", description = "The figures as one JSON object, the last line.")
  private boolean json;

  public static void main(String[] arguments) {
    System.exit(new CommandLine(new KafkaBenchmark()).execute(arguments));
  }

  @Override
  public Integer call() throws Exception {
    try (KafkaBrokers kafka = KafkaBrokers.builder().brokers(brokers).start()) {
      kafka.createTopic("events", partitions, Map.of("retention.bytes", "200000000"));
      String servers = kafka.bootstrapServers();
      List<Contender> contenders =
          List.of(
              ProducerContender.plain(servers, "events"),
              TransportContender.straight(servers, "events"),
              TransportContender.throughIngress(servers, "events"),
              ProducerContender.sdk(servers, "events"));
      try {
        report(contenders, measure(contenders));
      } finally {
        contenders.forEach(Contender::close);
      }
    }
    return CommandLine.ExitCode.OK;
  }

  private List<List<Round>> measure(List<Contender> contenders) throws InterruptedException {
    List<List<Round>> all = new ArrayList<>();
    contenders.forEach(contender -> all.add(new ArrayList<>()));
    // the first round of each warms up
    for (int round = 0; round <= rounds; round++) {
      for (int i = 0; i < contenders.size(); i++) {
        Round done = Round.of(contenders.get(i), events);
        System.err.printf(
            Locale.ROOT,
            "round %d: %s: %.0f/s, %.1f µs of processor time each%n",
            round,
            contenders.get(i).name(),
            done.rate(),
            done.processorMicros());
        if (round > 0) {
          all.get(i).add(done);
        }
      }
    }
    return all;
  }

  private void report(List<Contender> contenders, List<List<Round>> all) throws IOException {
    System.out.println(
        "                     events/s   lowest  highest  of a plain producer  processor µs each"
            + "  alone p50 ms     p99 ms");
    Map<String, Figures> figures = new LinkedHashMap<>();
    for (int i = 0; i < contenders.size(); i++) {
      figures.put(contenders.get(i).name(), Figures.of(all.get(i)));
    }
    double plain = Figures.of(all.get(0)).rate();
    figures.forEach(
        (name, one) ->
            System.out.printf(
                Locale.ROOT,
                "%-18s %10.0f %8.0f %8.0f %20.2f %18.1f %13.1f %10.1f%n",
                name,
                one.rate(),
                one.lowest(),
                one.highest(),
                one.rate() / plain,
                one.processorMicros(),
                one.p50Millis(),
                one.p99Millis()));
    if (json) {
      System.out.println(new ObjectMapper().writeValueAsString(figures));
    }
  }
}
