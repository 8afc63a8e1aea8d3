package io.durableemitter.cli;

import io.durableemitter.ingress.InMemorySchemaStore;
import io.durableemitter.ingress.IngressServerBuilder;
import io.durableemitter.ingress.SchemaStore;
import io.durableemitter.ingress.kafka.KafkaSchemaStore;
import io.durableemitter.ingress.registry.RegistryCredentials;
import io.durableemitter.ingress.registry.RegistrySchemaStore;
import io.durableemitter.ingress.schemas.CheckedSchemaStore;
import io.durableemitter.ingress.schemas.SchemaChecker;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.Option;

/** Where an ingress keeps schemas, and whether events are checked by them. */
final class SchemaOptions {

  private static final String FORM = "kafka:HOST:PORT[,HOST:PORT...]/TOPIC";
  private static final Pattern TOPIC = Pattern.compile("kafka:([^/]+)/([^/]+)");

  @Option(
      names = "--schema-topic",
      paramLabel = FORM,
      description =
          "Keep registered schemas in a compacted topic, which is made if it is not there."
              + " Default: in memory.")
  private Optional<String> topic = Optional.empty();

  @Option(
      names = "--schema-topic-properties",
      paramLabel = "FILE",
      description = "Properties of Kafka's clients for it, such as security.protocol=SSL.")
  private Optional<Path> topicProperties = Optional.empty();

  @Option(
      names = "--schema-registry",
      paramLabel = "URL",
      description = "Keep registered schemas in a Schema Registry.")
  private Optional<String> registry = Optional.empty();

  @Option(
      names = "--schema-registry-user",
      paramLabel = "FILE",
      description = "A file with user:password for the registry.")
  private Optional<Path> registryUser = Optional.empty();

  @Option(
      names = "--schema-registry-token",
      paramLabel = "FILE",
      description = "A file with a bearer token for the registry.")
  private Optional<Path> registryToken = Optional.empty();

  @Option(
      names = "--validate-schemas",
      description =
          "Refuse events that have no schema, or whose data is not as it says. Off by default.")
  private boolean validate;

  @Option(
      names = "--schema-subject",
      paramLabel = "RULE",
      description =
          "The subject of an event's schema; a name in braces is an attribute. Default "
              + SchemaChecker.DEFAULT_RULE
              + ".")
  private Optional<String> subject = Optional.empty();

  void apply(IngressServerBuilder server) {
    needs("--schema-topic-properties", topicProperties, "--schema-topic", topic.isPresent());
    needs("--schema-registry-user", registryUser, "--schema-registry", registry.isPresent());
    needs("--schema-registry-token", registryToken, "--schema-registry", registry.isPresent());
    needs("--schema-subject", subject, "--validate-schemas", validate);
    exclude("--schema-topic", topic, "--schema-registry", registry);
    exclude("--schema-registry-user", registryUser, "--schema-registry-token", registryToken);
    SchemaStore store =
        topic
            .map(this::kafka)
            .or(() -> registry.map(this::registry))
            .orElseGet(InMemorySchemaStore::new);
    if (!validate) {
      server.schemas(store);
      return;
    }
    CheckedSchemaStore checked = new CheckedSchemaStore(store);
    server.schemas(checked);
    server.checker(
        named(
            "--schema-subject",
            subject.orElse(SchemaChecker.DEFAULT_RULE),
            rule -> new SchemaChecker(checked, rule)));
  }

  private static void needs(String option, Optional<?> value, String other, boolean given) {
    if (value.isPresent() && !given) {
      throw usage(option + " needs " + other + " as well");
    }
  }

  private static void exclude(
      String option, Optional<?> value, String other, Optional<?> otherValue) {
    if (value.isPresent() && otherValue.isPresent()) {
      throw usage("there are " + option + " and " + other + "; leave out one");
    }
  }

  private SchemaStore kafka(String text) {
    Matcher form = TOPIC.matcher(text);
    if (!form.matches()) {
      throw usage("--schema-topic must be " + FORM + ", such as kafka:localhost:9092/chip-schemas");
    }
    KafkaSchemaStore.Builder store = KafkaSchemaStore.builder(form.group(1), form.group(2));
    topicProperties
        .map(file -> PropertiesFile.read(file, "--schema-topic-properties"))
        .ifPresent(store::properties);
    return named("--schema-topic-properties", store, KafkaSchemaStore.Builder::build);
  }

  private SchemaStore registry(String text) {
    RegistrySchemaStore.Builder store =
        named("--schema-registry", uri(text), RegistrySchemaStore::builder);
    registryUser
        .map(file -> named("--schema-registry-user", file, RegistryCredentials::basic))
        .or(
            () ->
                registryToken.map(
                    file -> named("--schema-registry-token", file, RegistryCredentials::bearer)))
        .ifPresent(value -> named("--schema-registry", value, store::credentials));
    return store.build();
  }

  private static URI uri(String text) {
    try {
      return new URI(text);
    } catch (URISyntaxException e) {
      throw new CommandException(
          ExitCode.USAGE, "--schema-registry must be a URL, such as https://registry:8081", e);
    }
  }

  private static <A, B> B named(String option, A value, Function<A, B> use) {
    try {
      return use.apply(value);
    } catch (IllegalArgumentException e) {
      throw new CommandException(ExitCode.USAGE, option + ": " + Errors.message(e), e);
    }
  }

  private static CommandException usage(String message) {
    return new CommandException(ExitCode.USAGE, message);
  }
}
