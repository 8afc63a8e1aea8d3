package io.durableemitter.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPairGenerator;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What users read when something is wrong: one line, in their words, without what is secret. */
@Timeout(120)
class MessagesTest {

  private final StringWriter err = new StringWriter();

  @TempDir private Path folder = Path.of("");

  @Test
  void addressesToListenOn() {
    says("--bind: host nope.invalid is unknown", "ingress", "--bind", "nope.invalid");
    says("--bind: 8.8.8.8 is no address of this machine", "ingress", "--bind", "8.8.8.8");
  }

  @Test
  void optionsOfARelay() {
    says("--health-port must be 0 to 65535 but is 70000", "relay", "--health-port", "70000");
    says("--health-bind: 8.8.8.8 is no address of this", "relay", "--health-bind", "8.8.8.8");
    says("--metrics-port must be 1 to 65535 but is 0", "relay", "--metrics-port", "0");
    says("--metrics-bind: host nope.invalid is unknown", "demo", "--metrics-bind", "nope.invalid");
    says("--retransmit-after must be at least", "relay", "--retransmit-after", "1ms");
    says("must be longer than --retransmit-after", "relay", "--event-ttl", "5s");
    says("--log-format", "relay", "--log-format", "xml");
  }

  @Test
  void destinationsInKafka() throws Exception {
    String form =
        "--to must be kafka:HOST:PORT[,HOST:PORT...]/TOPIC, such as kafka:localhost:9092/orders";
    says(form, "emit", "--to", "localhost:9092/orders");
    says(form, "emit", "--to", "kafka:localhost:9092");
    says("--to: bootstrap servers must be host:port", "emit", "--to", "kafka:localhost/orders");
    says("names the attribute 'Type'", "emit", "--to", "kafka:localhost:9092/{Type}");
    says("--plaintext is for a Chip Ingress server", "emit", "--to", "kafka:a:1/t", "--plaintext");
    says("options of Kafka are given without --to", "emit", "--kafka-key", "{subject}");
    says(
        "--kafka-property needs NAME=VALUE",
        "emit",
        "--to",
        "kafka:a:1/t",
        "--kafka-property",
        "canary");
    assertThat(err.toString()).doesNotContain("canary");
    says(
        "acks must not be set: it is fixed",
        "emit",
        "--to",
        "kafka:a:1/t",
        "--kafka-property",
        "acks=1");
    says(
        "/no/such does not exist", "emit", "--to", "kafka:a:1/t", "--kafka-properties", "/no/such");
    Path file = Files.writeString(folder.resolve("kafka.properties"), "ssl.trustore.location=x\n");
    says(
        "is ssl.truststore.location meant?",
        "emit",
        "--to",
        "kafka:a:1/t",
        "--kafka-properties",
        file.toString());
  }

  @Test
  void destinationsByHttp() throws Exception {
    String url = "https://example.org/events";
    says("or https://HOST[:PORT]/PATH", "emit", "--to", "ftp://example.org/");
    says("--header is for a Chip Ingress server", "emit", "--to", url, "--header", "a=b");
    says(
        "options of Kafka are given without --to", "emit", "--to", url, "--kafka-key", "{subject}");
    says("options of HTTP are given without --to", "emit", "--http-mode", "batch");
    says("--http-batch is for --http-mode batch", "emit", "--to", url, "--http-batch", "5");
    says("--to: ", "emit", "--to", "https://user:canary@example.org/");
    assertThat(err.toString()).doesNotContain("canary");
    says("/no/such does not exist", "emit", "--to", url, "--http-token", "/no/such");
    Path file = Files.writeString(folder.resolve("secrets"), "canary\n");
    says("--to: ", "emit", "--to", url, "--http-secrets", file.toString());
    assertThat(err.toString()).doesNotContain("canary");
    says("use https:", "emit", "--to", "http://example.org/", "--http-token", file.toString());
    says(
        "a signature covers the body",
        "emit",
        "--to",
        url,
        "--http-mode",
        "binary",
        "--http-secrets",
        Files.writeString(folder.resolve("good"), "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw\n").toString());
    Path two = Files.writeString(folder.resolve("token"), "a\nb\n");
    says("must have one line, but has 2", "emit", "--to", url, "--http-token", two.toString());
  }

  @Test
  void endpointsAndCredentials() throws Exception {
    says("--plaintext switches it off", "emit", "--endpoint", "https://x:1");
    assertThat(err.toString()).doesNotContain("plaintext()");
    says("--header needs NAME=VALUE", "emit", "--header", "canary");
    assertThat(err.toString()).doesNotContain("canary");
    Path key = folder.resolve("key.pem");
    assertThat(run("keygen", "--output", key.toString())).isZero();
    says(
        "--token-ttl must be at least 10m but is 5m",
        "emit",
        "--key",
        key.toString(),
        "--token-ttl",
        "5m");
    Path publicKey = Files.writeString(folder.resolve("key.pub"), "ab".repeat(32) + "\n");
    says(
        "--key: " + publicKey + " looks like a public key; the private one is needed",
        "emit",
        "--key",
        publicKey.toString());
    Path ec = folder.resolve("ec.pem");
    Files.writeString(
        ec,
        "-----BEGIN PRIVATE KEY-----\n"
            + Base64.getMimeEncoder()
                .encodeToString(
                    KeyPairGenerator.getInstance("EC").generateKeyPair().getPrivate().getEncoded())
            + "\n-----END PRIVATE KEY-----\n");
    says("has an EC key; an Ed25519 key is needed", "emit", "--key", ec.toString());
    assertThat(err.toString()).doesNotContain("OID");
    says("abcd is neither 64 hex digits nor a file", "ingress", "--allow-key", "abcd");
    Path nowhere = folder.resolve("nope/x.pem");
    says(
        "directory " + folder.resolve("nope") + " does not exist",
        "keygen",
        "--output",
        "" + nowhere);
  }

  @Test
  void databases() {
    says(
        "host nope.invalid is unknown; check --database",
        "emit",
        "--database",
        "jdbc:postgresql://nope.invalid/x");
    says("--database: 'abc' is not a port", "emit", "--database", "jdbc:postgresql://h:abc/x");
    says(
        "--database: '70000' is not a port", "emit", "--database", "jdbc:postgresql://a,h:70000/x");
    says(
        "user and password go behind the name",
        "emit",
        "--database",
        "jdbc:postgresql://me:canary@h/x");
    assertThat(err.toString()).doesNotContain("canary");
  }

  @Test
  void numbersAndForeignCharacters() {
    says("'abc' is not a number", "dead-letters", "list", "--limit", "abc");
    says("'abc' is not a number", "dead-letters", "show", "abc");
    says("'99999999999' is too large a number", "ingress", "--port", "99999999999");
    says("input file a\\u001b[2Jb\\u202ec does not exist", "emit", "--input", "a\u001b[2Jb\u202ec");
    says("'a b' is not a duration", "demo", "--outage", "a\nb");
  }

  @Test
  void jsonIsToldByItsPlaceAndNeverByWhatItSays() throws Exception {
    assertThat(reasons("{\"specversion\":canary}\n".getBytes(StandardCharsets.UTF_8)))
        .containsExactly("1: not JSON at column 16");
    String deep = "[".repeat(2_000);
    assertThat(reasons(("{\"a\":" + deep + "canary\n").getBytes(StandardCharsets.UTF_8)))
        .singleElement()
        .asString()
        .startsWith("1: its JSON is nested too deeply")
        .doesNotContain("canary", "Stream", "REDACTED");
    assertThat(reasons("[{\"id\": canary".getBytes(StandardCharsets.UTF_8)))
        .singleElement()
        .asString()
        .startsWith("1: not JSON")
        .doesNotContain("canary", "Source");
  }

  @Test
  void otherEncodingsAreNamed() throws Exception {
    String event = "{\"specversion\":\"1.0\",\"id\":\"ä\",\"source\":\"s\",\"type\":\"t\"}\n";
    assertThat(reasons(event.getBytes(StandardCharsets.UTF_16)))
        .containsExactly("1: the input is not UTF-8 but UTF-16; what follows cannot be read");
    assertThat(reasons(event.getBytes(StandardCharsets.UTF_16LE)))
        .containsExactly("1: the input is not UTF-8 but UTF-16; what follows cannot be read");
    assertThat(reasons(event.getBytes(StandardCharsets.ISO_8859_1)))
        .containsExactly("1: not UTF-8");
  }

  @Test
  void aSummaryOfWhatWasNoEventDoesNotCallItOne() throws Exception {
    StringWriter out = new StringWriter();
    new EmitSummary(417, 0, 0, 0, 0, 417, 1).print(new PrintWriter(out), false, "x:1");
    assertThat(out.toString()).startsWith("417 lines read, 0 events, 0 stored");
    out.getBuffer().setLength(0);
    new EmitSummary(1, 1, 0, 1, 0, 0, 1).print(new PrintWriter(out), false, "x:1");
    assertThat(out.toString())
        .startsWith("1 event read, 1 stored")
        .contains("1 event is left in the store");
  }

  @Test
  void helpIsACommand() {
    assertThat(run("help")).isZero();
    assertThat(run("help", "emit")).isZero();
  }

  private static List<String> reasons(byte[] input) throws Exception {
    List<String> reasons = new ArrayList<>();
    new EventReader(
            new EventReader.Consumer() {
              @Override
              public void event(InputEvent event) {
                reasons.add("an event");
              }

              @Override
              public void malformed(MalformedInput malformed) {
                reasons.add(malformed.line() + ": " + malformed.reason());
              }
            })
        .read(new ByteArrayInputStream(input));
    return reasons;
  }

  private void says(String message, String... arguments) {
    err.getBuffer().setLength(0);
    List<String> all = new ArrayList<>(List.of(arguments));
    if (arguments[0].equals("emit")) {
      all.addAll(List.of("--data-dir", folder.resolve("data").toString()));
      if (!all.contains("--input")) {
        all.addAll(List.of("--input", "/dev/null"));
      }
    }
    assertThat(run(all.toArray(new String[0]))).as("%s", all).isNotZero();
    assertThat(err.toString().lines().findFirst().orElse("")).contains(message);
    assertThat(err.toString()).doesNotContain("Exception", "\tat ");
    assertThat(folder.resolve("data")).doesNotExist();
  }

  private int run(String... arguments) {
    return Main.run(
        arguments,
        Map.of(),
        new Shutdown(),
        new PrintWriter(new StringWriter(), true),
        new PrintWriter(err, true));
  }
}
