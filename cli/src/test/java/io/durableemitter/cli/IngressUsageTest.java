package io.durableemitter.cli;

import static io.durableemitter.cli.IngressRefusals.assertUsage;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What {@code ingress} refuses before it listens. */
@Timeout(60)
class IngressUsageTest {

  private static final String KEY = "a1".repeat(32);

  @TempDir private Path folder = Path.of("");

  @Test
  void anAddressThatOthersReachNeedsProtection() {
    assertUsage(
        "--bind 0.0.0.0 can be reached by others, but there is no TLS, and neither tokens nor"
            + " client certificates are asked for; give --tls-cert and --tls-key, and --allow-key"
            + " or --tls-client-ca, or say --insecure",
        "--bind",
        "0.0.0.0");
    assertUsage("there is no TLS; give", "--bind", "0.0.0.0", "--allow-key", KEY);
    assertUsage("--bind: host nope.invalid is unknown", "--bind", "nope.invalid");
  }

  @Test
  void anAgeOfTokensNeedsTokens() {
    assertUsage(
        "--token-max-age needs --allow-key as well: without it no token is asked for",
        "--token-max-age",
        "5m");
  }

  @Test
  void keysMayHaveSources() {
    assertUsage("a pattern of sources is empty", "--allow-key", KEY + "=billing/*,,audit");
    assertUsage("neither keys nor one file: [a, b]", "--allow-key", KEY + ",a,b");
  }

  @Test
  void aLimitOutOfRangeIsNamedAsItsOptionWhereverItIsGiven() throws Exception {
    assertUsage(
        "--max-request-bytes must be 1024 to 67108864 but is 1", "--max-request-bytes", "1");
    assertUsage(
        "--max-bytes-in-flight must be at least maxRequestBytes",
        "--max-bytes-in-flight",
        "1048576");
    assertUsage("--first-call-timeout must be PT0.1S to PT1H", "--first-call-timeout", "2h");
    assertUsage("--capacity-bytes must be at least 1048576 but is 5", "--capacity-bytes", "5");
    Path config =
        Files.writeString(folder.resolve("c.properties"), "max-connections-per-address=0\n");
    assertUsage("--max-connections-per-address must be 1 to", "--config", config.toString());
  }

  @Test
  void aSinkNeedsItsOptionsAndNoOthers() throws Exception {
    assertUsage("--file is for --sink file; add it, or leave out --file", "--file", "x");
    assertUsage(
        "--capacity is for --sink memory", "--sink", "file", "--file", "x", "--capacity", "5");
    assertUsage("--sink file needs --file, such as events.ndjson", "--sink", "file");
    assertUsage("--sink kafka needs --bootstrap, such as localhost:9092", "--sink", "kafka");
    assertUsage("--sink kafka needs --topic", "--sink", "kafka", "--bootstrap", "a:1");
    String[] both = {"--sink", "kafka", "--bootstrap", "a:1", "--topic", "t", "--topics", "f"};
    assertUsage("there are --topic and --topics; leave out one", both);
    assertUsage(
        "the mapping f does not exist", "--sink", "kafka", "--bootstrap", "a:1", "--topics", "f");
    assertUsage(
        "the rule '{Region}' names the attribute 'Region'",
        "--sink",
        "kafka",
        "--bootstrap",
        "a:1",
        "--topic",
        "{Region}");
    assertUsage(
        "bootstrap servers must be host:port",
        "--sink",
        "kafka",
        "--bootstrap",
        "a",
        "--topic",
        "t");
    assertUsage("cannot open the file " + folder, "--sink", "file", "--file", folder.toString());
    assertUsage(
        "no client of Kafka can be made for no-such-host.invalid:1",
        "--sink",
        "kafka",
        "--bootstrap",
        "no-such-host.invalid:1",
        "--topic",
        "t");
  }
}
