package io.durableemitter.cli;

import io.durableemitter.ingress.EventSink;
import io.durableemitter.ingress.InMemorySink;
import io.durableemitter.ingress.LineSink;
import io.durableemitter.ingress.kafka.KafkaSink;
import io.durableemitter.ingress.kafka.KafkaSinkBuilder;
import io.durableemitter.kafka.EventRule;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParseResult;

/** Where an ingress puts the events that it accepts. */
final class SinkOptions {

  /** The kinds of sinks. */
  enum Kind {
    MEMORY,
    FILE,
    STDOUT,
    KAFKA
  }

  /** A command ends within three seconds, whatever it does. */
  private static final Duration GRACE = Duration.ofSeconds(1);

  private static final Map<Kind, List<String>> OPTIONS =
      Map.of(
          Kind.MEMORY,
          List.of("--capacity", "--capacity-bytes"),
          Kind.FILE,
          List.of("--file"),
          Kind.KAFKA,
          List.of(
              "--bootstrap",
              "--topic",
              "--topics",
              "--transactional-id",
              "--kafka-key",
              "--kafka-mode",
              "--kafka-property",
              "--kafka-properties"));

  @Option(
      names = "--sink",
      paramLabel = "KIND",
      defaultValue = "memory",
      description = {
        "Where accepted events go. memory: for tests and demos; file: a line of JSON for each, on"
            + " disk",
        "before the answer; stdout: the same into a pipe; kafka: topics of Kafka. Default"
            + " ${DEFAULT-VALUE}."
      })
  private Kind kind = Kind.MEMORY;

  @Option(
      names = "--capacity",
      paramLabel = "EVENTS",
      defaultValue = "" + InMemorySink.DEFAULT_CAPACITY,
      description =
          "Of memory: the most events it holds; it refuses more. Default ${DEFAULT-VALUE}.")
  private int capacity;

  @Option(
      names = "--capacity-bytes",
      paramLabel = "BYTES",
      description =
          "Of memory: the most for their ids and sources, about 150 for a UUID. Default a quarter"
              + " of the heap.")
  private Optional<Long> capacityBytes = Optional.empty();

  @Option(
      names = "--file",
      paramLabel = "FILE",
      description = "Of file: the file; an existing one is continued.")
  private Optional<Path> file = Optional.empty();

  @Option(
      names = "--bootstrap",
      paramLabel = "HOST:PORT[,HOST:PORT...]",
      description = "Of kafka: some of the brokers.")
  private Optional<String> bootstrap = Optional.empty();

  @Option(
      names = "--topic",
      paramLabel = "RULE",
      description =
          "Of kafka: the topic of events; a name in braces is an attribute, as in {source}.{type}.")
  private Optional<String> topic = Optional.empty();

  @Option(
      names = "--topics",
      paramLabel = "FILE",
      description =
          "Of kafka, instead of --topic: a JSON file of topics by source and type, read again on"
              + " change.")
  private Optional<Path> topics = Optional.empty();

  @Option(
      names = "--transactional-id",
      paramLabel = "ID",
      description =
          "Of kafka: what transactional ids begin with, for each ingress its own, the same after a"
              + " restart. Default: random.")
  private Optional<String> transactionalId = Optional.empty();

  @Mixin private KafkaRecordOptions records = new KafkaRecordOptions();

  /** Fails if an option is given that is for another sink. */
  void check(ParseResult given) {
    OPTIONS.forEach(
        (of, options) -> {
          Optional<String> other =
              options.stream()
                  .filter(name -> of != kind && given.hasMatchedOption(name))
                  .findFirst();
          other.ifPresent(
              name -> {
                throw usage(name + " is for --sink " + name(of) + "; add it, or leave out " + name);
              });
        });
  }

  private static String name(Kind kind) {
    return kind.name().toLowerCase(Locale.ROOT);
  }

  boolean isMemory() {
    return kind == Kind.MEMORY;
  }

  /** Whether standard output is taken. */
  boolean isStdout() {
    return kind == Kind.STDOUT;
  }

  /**
   * The sink.
   *
   * @param broken told if it ends for good
   * @throws IllegalArgumentException if an option is wrong
   */
  EventSink sink(Consumer<String> broken) {
    return switch (kind) {
      case MEMORY ->
          new InMemorySink(capacity, capacityBytes.orElseGet(InMemorySink::defaultCapacityBytes));
      case FILE ->
          LineSink.file(
              file.orElseThrow(() -> usage("--sink file needs --file, such as events.ndjson")));
      case STDOUT ->
          LineSink.stream(new FileOutputStream(FileDescriptor.out), "the standard output", broken);
      case KAFKA -> kafka();
    };
  }

  private EventSink kafka() {
    KafkaSinkBuilder sink =
        KafkaSink.builder(
                bootstrap.orElseThrow(
                    () -> usage("--sink kafka needs --bootstrap, such as localhost:9092")))
            .config(
                records
                    .config()
                    .clientName("durable_emitter_ingress")
                    .shutdownTimeout(GRACE)
                    .build());
    if (topic.isPresent() == topics.isPresent()) {
      throw usage(
          topic.isPresent()
              ? "there are --topic and --topics; leave out one"
              : "--sink kafka needs --topic, such as {source}.{type}, or --topics with a file");
    }
    topic.map(EventRule::of).ifPresent(sink::topic);
    topics.ifPresent(sink::mapping);
    records.key().ifPresent(sink::key);
    transactionalId.ifPresent(sink::transactionalId);
    return sink.build();
  }

  private static CommandException usage(String message) {
    return new CommandException(ExitCode.USAGE, message);
  }
}
