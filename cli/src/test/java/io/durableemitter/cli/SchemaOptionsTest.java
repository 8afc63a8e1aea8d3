package io.durableemitter.cli;

import static io.durableemitter.cli.IngressRefusals.assertUsage;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What {@code ingress} refuses of the options for schemas. */
@Timeout(60)
class SchemaOptionsTest {

  @TempDir private Path folder = Path.of("");

  @Test
  void optionsThatCannotBeRightAreNamed() throws Exception {
    assertUsage(
        "--schema-topic must be kafka:HOST:PORT[,HOST:PORT...]/TOPIC, such as"
            + " kafka:localhost:9092/chip-schemas",
        "--schema-topic",
        "schemas");
    assertUsage(
        "--schema-registry: the URL of a schema registry must be", "--schema-registry", "x:1");
    assertUsage("--schema-registry must be a URL", "--schema-registry", "http://a b");
    assertUsage(
        "there are --schema-topic and --schema-registry; leave out one",
        "--schema-topic",
        "kafka:h:1/t",
        "--schema-registry",
        "http://h");
    assertUsage("--schema-subject needs --validate-schemas as well", "--schema-subject", "{type}");
    assertUsage(
        "--schema-subject: the rule of subjects must be a text with attributes in braces",
        "--validate-schemas",
        "--schema-subject",
        "{T}");
    assertUsage(
        "--schema-registry-user needs --schema-registry as well", "--schema-registry-user", "f");
    assertUsage(
        "--schema-registry-token: the credentials for the schema registry in nope cannot be used",
        "--schema-registry",
        "https://h",
        "--schema-registry-token",
        "nope");
    Path file = Files.writeString(folder.resolve("p"), "acks=1");
    assertUsage(
        "--schema-topic-properties: the property acks cannot be set for schemas",
        "--schema-topic",
        "kafka:h:1/t",
        "--schema-topic-properties",
        file.toString());
    assertUsage(
        "file nope does not exist; check --schema-topic-properties",
        "--schema-topic",
        "kafka:h:1/t",
        "--schema-topic-properties",
        "nope");
  }
}
