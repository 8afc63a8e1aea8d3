package io.durableemitter.chipingress;

import static org.assertj.core.api.Assertions.assertThat;

import io.cloudevents.v1.proto.CloudEvent;
import io.durableemitter.api.DeliveryResult;
import io.durableemitter.api.DeliveryResult.FailureKind;
import io.durableemitter.chipingress.tls.TlsConfig;
import io.durableemitter.chipingress.tls.TlsFiles;
import io.durableemitter.testkit.TestCertificate;
import io.grpc.Grpc;
import java.nio.file.Path;
import java.security.cert.Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import javax.net.ssl.SSLSession;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Files that change under load, on both sides, while connections come and go. */
@Timeout(120)
class TlsRotationTest {

  private static final Duration RELOAD = Duration.ofSeconds(1);

  @TempDir private Path folder = Path.of("");
  private TestCertificate first;
  private TestCertificate second;
  private TestCertificate stranger;
  private TlsFiles serverFiles;
  private ScriptedServer server;
  private BatchClient client;
  private int sent;

  @BeforeEach
  void start() throws Exception {
    first = TestCertificate.of("localhost");
    second = TestCertificate.of("localhost");
    stranger = TestCertificate.of("localhost");
    identify(first);
    trust(first.certificatePem());
    serverFiles =
        TlsFiles.open(
            TlsConfig.builder()
                .identity(folder.resolve("server.pem"), folder.resolve("server.key"))
                .reloadInterval(RELOAD)
                .build());
    server =
        ScriptedServer.startTls(
            serverFiles.serverCredentials(),
            builder ->
                builder
                    .maxConnectionAge(1, TimeUnit.SECONDS)
                    .maxConnectionAgeGrace(30, TimeUnit.SECONDS));
    client =
        BatchClient.builder(
                ChipIngressClient.builder(server.endpoint())
                    .tls(
                        TlsConfig.builder()
                            .trusted(folder.resolve("trusted.pem"))
                            .reloadInterval(RELOAD)
                            .build())
                    .build())
            // some batches a second: the server keeps them all
            .config(
                BatchClientConfig.builder()
                    .batching(batching -> batching.flushInterval(Duration.ofMillis(20)))
                    .build())
            .build();
    client.start();
  }

  @AfterEach
  void close() {
    client.close();
    server.close();
    serverFiles.close();
  }

  @Test
  void aRotationInTheRightOrderFailsNoEvent() throws Exception {
    List<DeliveryResult> told = new ArrayList<>(sendUntil(results -> shown().equals(first)));
    trust(first.certificatePem() + second.certificatePem());
    // two connections later than the reload the client trusts both for certain
    int connections = server.connections().size();
    told.addAll(sendUntil(results -> server.connections().size() >= connections + 3));
    identify(second);
    told.addAll(sendUntil(results -> shown().equals(second)));
    assertThat(told).allMatch(DeliveryResult::isDelivered);
    assertThat(server.events()).hasSize(sent);
  }

  @Test
  void withAWrongAuthorityNothingIsDeliveredUntilTheRightOneIsBack() throws Exception {
    sendUntil(results -> results.stream().allMatch(DeliveryResult::isDelivered));
    trust(stranger.certificatePem());
    List<DeliveryResult> refused =
        sendUntil(results -> results.stream().noneMatch(DeliveryResult::isDelivered));
    int arrived = server.events().size();
    assertThat(refused.get(refused.size() - 1))
        .isInstanceOfSatisfying(
            DeliveryResult.Failed.class,
            failed -> {
              assertThat(failed.kind()).isEqualTo(FailureKind.TRANSPORT);
              assertThat(failed.message()).contains("certificate is not trusted");
            });
    send(20);
    assertThat(server.events()).hasSize(arrived);

    trust(first.certificatePem());
    sendUntil(results -> results.stream().allMatch(DeliveryResult::isDelivered));
  }

  /** What the server showed on its last connection. */
  private TestCertificate shown() {
    SSLSession session =
        Objects.requireNonNull(
            server
                .connections()
                .get(server.connections().size() - 1)
                .get(Grpc.TRANSPORT_ATTR_SSL_SESSION));
    Certificate certificate = session.getLocalCertificates()[0];
    return certificate.equals(second.certificate()) ? second : first;
  }

  private void identify(TestCertificate who) {
    TestCertificate.write(folder.resolve("server.pem"), who.certificatePem());
    TestCertificate.write(folder.resolve("server.key"), who.keyPem());
  }

  private void trust(String certificates) {
    TestCertificate.write(folder.resolve("trusted.pem"), certificates);
  }

  /** Sends under way until the last results are as they should be; gives all results. */
  private List<DeliveryResult> sendUntil(Predicate<List<DeliveryResult>> holds)
      throws InterruptedException {
    List<DeliveryResult> all = new ArrayList<>();
    List<DeliveryResult> last;
    do {
      last = send(20);
      all.addAll(last);
    } while (!holds.test(last));
    return all;
  }

  private List<DeliveryResult> send(int count) throws InterruptedException {
    Results told = new Results();
    List<CloudEvent> events = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      events.add(Events.event("id-" + sent++, 10));
    }
    told.queue(client, events);
    return told.await(count).all();
  }
}
