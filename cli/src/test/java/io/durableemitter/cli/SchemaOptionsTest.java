package io.durableemitter.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What {@code ingress} refuses of the options for schemas. */
@Timeout(60)
class SchemaOptionsTest {

  private final StringWriter err = new StringWriter();

  @TempDir private Path folder = Path.of("");

  @Test
  void optionsThatCannotBeRightAreNamed() throws Exception {
    says(
        "--schema-topic must be kafka:HOST:PORT[,HOST:PORT...]/TOPIC, such as"
            + " kafka:localhost:9092/chip-schemas",
        "--schema-topic",
        "schemas");
    says("--schema-registry: the URL of a schema registry must be", "--schema-registry", "x:1");
    says("--schema-registry must be a URL", "--schema-registry", "http://a b");
    says(
        "there are --schema-topic and --schema-registry; leave out one",
        "--schema-topic",
        "kafka:h:1/t",
        "--schema-registry",
        "http://h");
    says("--schema-subject needs --validate-schemas as well", "--schema-subject", "{type}");
    says(
        "--schema-subject: the rule of subjects must be a text with attributes in braces",
        "--validate-schemas",
        "--schema-subject",
        "{T}");
    says("--schema-registry-user needs --schema-registry as well", "--schema-registry-user", "f");
    says(
        "--schema-registry-token: the credentials for the schema registry in nope cannot be used",
        "--schema-registry",
        "https://h",
        "--schema-registry-token",
        "nope");
    Path file = Files.writeString(folder.resolve("p"), "acks=1");
    says(
        "--schema-topic-properties: the property acks cannot be set for schemas",
        "--schema-topic",
        "kafka:h:1/t",
        "--schema-topic-properties",
        file.toString());
    says(
        "file nope does not exist; check --schema-topic-properties",
        "--schema-topic",
        "kafka:h:1/t",
        "--schema-topic-properties",
        "nope");
  }

  private void says(String message, String... options) {
    err.getBuffer().setLength(0);
    List<String> args = new ArrayList<>(List.of("ingress", "--port", "0", "--control-port", "0"));
    args.addAll(List.of(options));
    int code =
        Main.run(
            args.toArray(new String[0]),
            Map.of(),
            new Shutdown(),
            new PrintWriter(new StringWriter()),
            new PrintWriter(err, true));
    assertThat(code).as("%s", err).isEqualTo(ExitCode.USAGE);
    assertThat(err.toString().strip().lines()).hasSize(1).first().asString().contains(message);
  }
}
