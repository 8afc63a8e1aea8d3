package io.durableemitter.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cloudevents.CloudEvent;
import io.durableemitter.api.DeliveryResult;
import io.durableemitter.api.DeliveryResult.Failed;
import io.durableemitter.api.DeliveryResult.FailureKind;
import io.durableemitter.api.DeliveryResult.Rejected;
import io.durableemitter.api.Payload;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.acl.AccessControlEntry;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.common.resource.ResourceType;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a real broker refuses, and what becomes of it. */
@Timeout(120)
class KafkaErrorsTest {

  private static final KafkaConfig QUICK =
      KafkaConfig.builder()
          .topicTimeout(Duration.ofSeconds(1))
          .deliveryTimeout(Duration.ofSeconds(10))
          .shutdownTimeout(Duration.ofSeconds(5))
          .build();

  private Optional<KafkaBatchEmitter> transport = Optional.empty();

  @AfterEach
  void close() {
    transport.ifPresent(KafkaBatchEmitter::close);
  }

  private Deliveries start(KafkaBatchEmitterBuilder builder) {
    KafkaBatchEmitter made = builder.build();
    transport = Optional.of(made);
    made.start();
    return new Deliveries(made);
  }

  private Deliveries to(String rule, KafkaConfig config) {
    return start(
        KafkaBatchEmitter.builder(SharedBroker.servers(), EventRule.of(rule)).config(config));
  }

  @Test
  void eventsAreReadBackWithTheirKeys() throws Exception {
    String topic = SharedBroker.topic();
    Deliveries deliveries = to(topic, QUICK);
    for (int i = 0; i < 20; i++) {
      deliveries.send(
          Deliveries.event("id-" + i).withExtension("partitionkey", "key-" + i % 3).build());
    }
    deliveries.send("without");
    deliveries.assertDelivered();

    List<ConsumerRecord<byte[], byte[]>> records = SharedBroker.read(topic, 21);
    assertThat(records).hasSize(21);
    for (ConsumerRecord<byte[], byte[]> one : records) {
      CloudEvent event = SharedBroker.event(one);
      assertThat(one.value()).isEqualTo(event.getId().getBytes(StandardCharsets.UTF_8));
      if (event.getId().equals("without")) {
        assertThat(one.key()).isNull();
      } else {
        assertThat(new String(one.key(), StandardCharsets.UTF_8))
            .isEqualTo(event.getExtension("partitionkey"));
      }
    }
  }

  @Test
  void anEventThatTheBrokerFindsTooLargeFailsAlone() throws Exception {
    String topic = SharedBroker.topic(Map.of("max.message.bytes", "4000"));
    Deliveries deliveries = to(topic, QUICK);
    deliveries.send("before");
    deliveries.send(Deliveries.event("large").withData("text/plain", new byte[8_000]).build());
    deliveries.send("after");
    assertThat(failure(deliveries.result("large")).kind()).isEqualTo(FailureKind.TOO_LARGE);
    assertThat(deliveries.result("before").isDelivered()).isTrue();
    assertThat(deliveries.result("after").isDelivered()).isTrue();
  }

  @Test
  void anEventLargerThanARequestIsNotSent() throws Exception {
    Deliveries deliveries =
        to(
            SharedBroker.topic(),
            QUICK.toBuilder()
                .maxRequestBytes(16 << 10)
                .buffer(buffer -> buffer.batchBytes(16 << 10))
                .build());
    deliveries.send(Deliveries.event("large").withData("text/plain", new byte[20_000]).build());
    deliveries.send("small");
    Failed failed = failure(deliveries.result("large"));
    assertThat(failed.kind()).isEqualTo(FailureKind.OVER_LIMIT);
    assertThat(failed.message()).contains("16384");
    assertThat(deliveries.result("small").isDelivered()).isTrue();
  }

  @Test
  void anUnknownTopicHoldsUpNoOther() throws Exception {
    String known = SharedBroker.topic();
    Deliveries deliveries = to("{subject}", QUICK);
    deliveries.send(Deliveries.event("lost").withSubject("not-there").build());
    for (int i = 0; i < 100; i++) {
      deliveries.send(Deliveries.event("id-" + i).withSubject(known).build());
    }
    for (int i = 0; i < 100; i++) {
      assertThat(deliveries.result("id-" + i).isDelivered()).isTrue();
    }
    Rejected rejected = rejection(deliveries.result("lost"));
    assertThat(rejected.code()).isEqualTo(KafkaRejection.UNKNOWN_TOPIC.name());
    assertThat(rejected.permanent()).isTrue();
    assertThat(rejected.reason()).contains("there is no topic not-there");
  }

  @Test
  void anUnknownTopicOfManyEventsHoldsUpNoOther() throws Exception {
    String known = SharedBroker.topic();
    Deliveries deliveries =
        to("{subject}", QUICK.toBuilder().buffer(buffer -> buffer.maxInFlight(100)).build());
    for (int i = 0; i < 200; i++) {
      deliveries.send(Deliveries.event("lost-" + i).withSubject("nor-this").build());
    }
    deliveries.send(Deliveries.event("found").withSubject(known).build());
    assertThat(deliveries.result("found").isDelivered()).isTrue();
    for (int i = 0; i < 200; i++) {
      assertThat(rejection(deliveries.result("lost-" + i)).code())
          .isEqualTo(KafkaRejection.UNKNOWN_TOPIC.name());
    }
  }

  @Test
  void aTopicThatIsMadeInTimeGetsItsEvents() throws Exception {
    Deliveries deliveries =
        to("{subject}", QUICK.toBuilder().topicTimeout(Duration.ofSeconds(60)).build());
    deliveries.send(Deliveries.event("early").withSubject("made-later").build());
    SharedBroker.broker().createTopic("made-later", 1, Map.of());
    assertThat(deliveries.result("early").isDelivered()).isTrue();
  }

  @Test
  void whereAllGoToOneTopicItsLackIsTroubleOfTheTransport() throws Exception {
    Deliveries deliveries = to("the-only-one", QUICK);
    deliveries.send("early");
    Failed failed = failure(deliveries.result("early"));
    assertThat(failed.kind()).isEqualTo(FailureKind.TRANSPORT);
    assertThat(failed.message()).contains("there is no topic the-only-one");

    SharedBroker.broker().createTopic("the-only-one", 1, Map.of());
    int probes = 0;
    do {
      deliveries.send("probe-" + ++probes);
    } while (!deliveries.result("probe-" + probes).isDelivered() && probes < 10_000);
    assertThat(deliveries.result("probe-" + probes).isDelivered()).isTrue();
  }

  @Test
  void aUserWritesToItsTopicsOnly() throws Exception {
    String allowed = SharedBroker.topic();
    String forbidden = SharedBroker.topic();
    allow(allowed);
    Deliveries deliveries =
        start(
            KafkaBatchEmitter.builder(
                    SharedBroker.broker().saslBootstrapServers(), EventRule.of("{subject}"))
                .config(sasl(SharedBroker.PASSWORD)));
    deliveries.send(Deliveries.event("no").withSubject(forbidden).build());
    deliveries.send(Deliveries.event("yes").withSubject(allowed).build());
    assertThat(deliveries.result("yes").isDelivered()).isTrue();
    Rejected rejected = rejection(deliveries.result("no"));
    assertThat(rejected.code()).isEqualTo(KafkaRejection.TOPIC_NOT_AUTHORIZED.name());
    assertThat(rejected.permanent()).isTrue();
    assertThat(rejected.reason()).contains(forbidden);
  }

  private static void allow(String topic) throws Exception {
    try (Admin admin = SharedBroker.broker().admin()) {
      admin
          .createAcls(
              List.of(
                  new AclBinding(
                      new ResourcePattern(ResourceType.TOPIC, topic, PatternType.LITERAL),
                      new AccessControlEntry(
                          "User:" + SharedBroker.USER,
                          "*",
                          AclOperation.WRITE,
                          AclPermissionType.ALLOW))))
          .all()
          .get(30, TimeUnit.SECONDS);
    }
  }

  private static KafkaConfig sasl(String password) {
    return QUICK.toBuilder()
        .topicTimeout(Duration.ofSeconds(5))
        .properties(
            Map.of(
                "security.protocol",
                "SASL_PLAINTEXT",
                "sasl.mechanism",
                "PLAIN",
                "sasl.jaas.config",
                "org.apache.kafka.common.security.plain.PlainLoginModule required username=\""
                    + SharedBroker.USER
                    + "\" password=\""
                    + password
                    + "\";"))
        .build();
  }

  @Test
  void aWrongPasswordIsTroubleOfTheTransport() throws Exception {
    Deliveries deliveries =
        start(
            KafkaBatchEmitter.builder(
                    SharedBroker.broker().saslBootstrapServers(), EventRule.of("{subject}"))
                .config(sasl("a-wrong-secret")));
    deliveries.send(Deliveries.event("one").withSubject("any").build());
    Failed failed = failure(deliveries.result("one"));
    assertThat(failed.kind()).isEqualTo(FailureKind.TRANSPORT);
    assertThat(failed.message()).contains("Authentication failed").doesNotContain("wrong-secret");
  }

  @Test
  void whereNobodyListensTheErrorNamesTheServers() throws Exception {
    String nowhere = "127.0.0.1:" + closedPort();
    Deliveries deliveries =
        start(KafkaBatchEmitter.builder(nowhere, EventRule.of("{type}")).config(QUICK));
    deliveries.send("one");
    Failed failed = failure(deliveries.result("one"));
    assertThat(failed.kind()).isEqualTo(FailureKind.TRANSPORT);
    assertThat(failed.message()).contains("no broker of " + nowhere).contains("1000 ms");
  }

  private static int closedPort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  @Test
  void aNameThatCannotBeResolvedIsWaitedFor() throws Exception {
    Deliveries deliveries =
        start(
            KafkaBatchEmitter.builder("no-such-host.invalid:9092", EventRule.of("{type}"))
                .config(QUICK));
    deliveries.send("one");
    Failed failed = failure(deliveries.result("one"));
    assertThat(failed.kind()).isEqualTo(FailureKind.TRANSPORT);
    assertThat(failed.message()).contains("no-such-host.invalid");
  }

  @Test
  void tlsToAListenerWithoutItIsTroubleOfTheTransport() throws Exception {
    Deliveries deliveries =
        start(
            KafkaBatchEmitter.builder(SharedBroker.servers(), EventRule.of("{type}"))
                .config(QUICK.toBuilder().properties(Map.of("security.protocol", "SSL")).build()));
    deliveries.send("one");
    Failed failed = failure(deliveries.result("one"));
    assertThat(failed.kind()).isEqualTo(FailureKind.TRANSPORT);
    assertThat(failed.message()).contains(SharedBroker.servers()).contains("security.protocol");
  }

  @Test
  void aTrustStoreThatIsNotThereFailsTheStart() {
    KafkaBatchEmitter made =
        KafkaBatchEmitter.builder(SharedBroker.servers(), EventRule.of("{type}"))
            .config(
                QUICK.toBuilder()
                    .properties(
                        Map.of(
                            "security.protocol", "SSL", "ssl.truststore.location", "/no/such.p12"))
                    .build())
            .build();
    transport = Optional.of(made);
    assertThatThrownBy(made::start)
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("/no/such.p12");
  }

  @Test
  void aRuleThatYieldsNothingRefusesTheEvent() throws Exception {
    String topic = SharedBroker.topic();
    Deliveries deliveries =
        start(
            KafkaBatchEmitter.builder(SharedBroker.servers(), EventRule.of("{region}"))
                .key(EventRule.attribute("customer"))
                .config(QUICK));
    deliveries.send("nowhere");
    deliveries.send(Deliveries.event("keyless").withExtension("region", topic).build());
    deliveries.send(Deliveries.event("illegal").withExtension("region", "a/b").build());
    deliveries.send(
        Deliveries.event("good")
            .withExtension("region", topic)
            .withExtension("customer", "7")
            .build());
    assertThat(deliveries.result("good").isDelivered()).isTrue();
    Rejected nowhere = rejection(deliveries.result("nowhere"));
    assertThat(nowhere.code()).isEqualTo("NO_TOPIC");
    assertThat(nowhere.permanent()).isTrue();
    assertThat(nowhere.reason()).contains("'{region}' yields nothing");
    assertThat(rejection(deliveries.result("keyless")).code()).isEqualTo("NO_KEY");
    Rejected illegal = rejection(deliveries.result("illegal"));
    assertThat(illegal.code()).isEqualTo("INVALID_TOPIC");
    assertThat(illegal.reason()).contains("'a/b' must be 1 to 249");
  }

  @Test
  void aFunctionThatThrowsPutsItsEventOff() throws Exception {
    String topic = SharedBroker.topic();
    Deliveries deliveries =
        start(
            KafkaBatchEmitter.builder(
                    SharedBroker.servers(),
                    EventRule.function(
                        "by id",
                        event -> {
                          if (event.attribute("id").equals(Optional.of("bad"))) {
                            throw new IllegalStateException("not this one");
                          }
                          return Optional.of(topic);
                        }))
                .config(QUICK));
    deliveries.send("bad");
    deliveries.send("good");
    Rejected rejected = rejection(deliveries.result("bad"));
    assertThat(rejected.code()).isEqualTo("RULE_FAILED");
    assertThat(rejected.permanent()).isFalse();
    assertThat(rejected.reason()).contains("not this one");
    assertThat(deliveries.result("good").isDelivered()).isTrue();
  }

  @Test
  void bytesThatAreNoEventAreRefused() throws Exception {
    Deliveries deliveries = to(SharedBroker.topic(), QUICK);
    deliveries.send("bad", Payload.wrap(new byte[] {10, 100, 1}));
    deliveries.send("good");
    assertThat(rejection(deliveries.result("bad")).code()).isEqualTo("MALFORMED_EVENT");
    assertThat(deliveries.result("good").isDelivered()).isTrue();
  }

  @Test
  void aRecordThatTheBrokerFindsInvalidIsRefused() throws Exception {
    String topic = SharedBroker.topic(Map.of("cleanup.policy", "compact"));
    Deliveries deliveries = to(topic, QUICK);
    deliveries.send("keyless");
    Rejected rejected = rejection(deliveries.result("keyless"));
    assertThat(rejected.code()).isEqualTo("INVALID_RECORD");
    assertThat(rejected.permanent()).isTrue();
    deliveries.send(Deliveries.event("keyed").withExtension("partitionkey", "1").build());
    assertThat(deliveries.result("keyed").isDelivered()).isTrue();
  }

  @Test
  void rejectionsThatAreNotSetToBePermanentAreTriedAgain() throws Exception {
    Deliveries deliveries =
        to("{subject}", QUICK.toBuilder().permanentRejections(java.util.Set.of()).build());
    deliveries.send(Deliveries.event("lost").withSubject("not-there-either").build());
    assertThat(rejection(deliveries.result("lost")).permanent()).isFalse();
  }

  private static Failed failure(DeliveryResult result) {
    assertThat(result).isInstanceOf(Failed.class);
    return (Failed) result;
  }

  private static Rejected rejection(DeliveryResult result) {
    assertThat(result).isInstanceOf(Rejected.class);
    return (Rejected) result;
  }
}
