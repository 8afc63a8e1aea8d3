package io.durableemitter.ingress.kafka;

import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.durableemitter.kafka.EventRule;
import io.durableemitter.kafka.KafkaConfig;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.assertj.core.api.ThrowableAssertAlternative;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What is wrong with the settings is said at the start, before anything is stored. */
@Timeout(120)
class KafkaSinkStartTest {

  @TempDir private Path folder = Path.of("");

  private static KafkaConfig config(Map<String, String> properties) {
    return KafkaConfig.builder().topicTimeout(Duration.ofSeconds(2)).properties(properties).build();
  }

  private static ThrowableAssertAlternative<IllegalArgumentException> assertRefused(
      KafkaSinkBuilder builder) {
    return assertThatIllegalArgumentException()
        .isThrownBy(
            () -> {
              try (KafkaSink sink = builder.build()) {
                sink.start();
              }
            });
  }

  private static KafkaSinkBuilder to(String servers, Map<String, String> properties) {
    return KafkaSink.builder(servers).topic(EventRule.of("any")).config(config(properties));
  }

  @Test
  void aTopicThatIsNotThere() {
    String there = SharedBroker.topic();
    assertRefused(
            KafkaSink.builder(SharedBroker.servers())
                .topic(EventRule.of("not-there"))
                .config(config(Map.of())))
        .withMessageContaining("there is no topic not-there at " + SharedBroker.servers())
        .withMessageContaining("make it, or name one of ")
        .withMessageContaining(there.substring(0, 6));
  }

  @Test
  void serversThatAreNone() {
    assertRefused(to("127.0.0.1:1", Map.of()))
        .withMessageContaining("no broker of 127.0.0.1:1 has answered within 2000 ms")
        .withMessageContaining("check the bootstrap servers, and security.protocol");
    assertRefused(to("no-such-host.invalid:9092", Map.of()))
        .withMessageContaining("no-such-host.invalid:9092");
    assertRefused(to("localhost", Map.of())).withMessageContaining("must be host:port");
  }

  @Test
  void tlsAndSaslThatDoNotFit() {
    assertRefused(to(SharedBroker.servers(), Map.of("security.protocol", "SSL")))
        .withMessageContaining("security.protocol");
    String servers = SharedBroker.broker().saslBootstrapServers();
    assertRefused(to(servers, Map.of())).withMessageContaining("security.protocol");
    assertRefused(
            to(
                servers,
                Map.of(
                    "security.protocol",
                    "SASL_PLAINTEXT",
                    "sasl.mechanism",
                    "PLAIN",
                    "sasl.jaas.config",
                    "org.apache.kafka.common.security.plain.PlainLoginModule required username=\""
                        + SharedBroker.USER
                        + "\" password=\"wrong\";")))
        .withMessageContaining("refuses the credentials")
        .withMessageContaining("sasl.jaas.config");
    assertRefused(
            to(
                servers,
                Map.of("security.protocol", "SSL", "ssl.truststore.location", "/no/such.p12")))
        .withMessageContaining("/no/such.p12");
  }

  @Test
  void mappingsThatAreWrong() throws Exception {
    assertMapping("", "it must be of the form {\"topics\"");
    assertMapping("{\"topics\": [}", "it is not JSON, at line 1, column 13");
    assertMapping("{\"topics\": []}", "it must have 1 to 1000 rules but has 0");
    assertMapping("{\"topic\": []}", "it must be of the form {\"topics\"");
    assertMapping(rule("*", "*", "{Region}"), "rule 1: the rule '{Region}' names the attribute");
    assertMapping(rule("*", "*", "a b"), "rule 1: the topic 'a b' must be 1 to 249 letters");
    assertMapping(rule("a*b", "*", "t"), "rule 1: 'a*b' has a star that is not its end");
    assertMapping(
        "{\"topics\": [{\"source\": \"s\", \"topic\": \"t\"}]}",
        "rule 1: its type must be a text, such as * for any");
    assertMapping(rule("*", "*", "not-there"), "there is no topic not-there");
    Path none = folder.resolve("none.json");
    assertRefused(KafkaSink.builder(SharedBroker.servers()).mapping(none))
        .withMessageContaining("the mapping " + none + " does not exist");
    assertRefused(KafkaSink.builder(SharedBroker.servers()))
        .withMessageContaining("there is neither a topic nor a mapping");
  }

  private static String rule(String source, String type, String topic) {
    return String.format(
        "{\"topics\": [{\"source\": \"%s\", \"type\": \"%s\", \"topic\": \"%s\"}]}",
        source, type, topic);
  }

  private void assertMapping(String json, String message) throws Exception {
    Path file = folder.resolve("topics.json");
    Files.writeString(file, json);
    assertRefused(KafkaSink.builder(SharedBroker.servers()).mapping(file).config(config(Map.of())))
        .withMessageContaining(message);
  }
}
