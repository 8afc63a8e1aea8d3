package io.durableemitter.chipingress;

import static org.assertj.core.api.Assertions.assertThat;

import io.durableemitter.api.DeliveryResult;
import io.durableemitter.chipingress.internal.client.Target;
import io.grpc.EquivalentAddressGroup;
import io.grpc.NameResolver;
import io.grpc.Status;
import io.grpc.StatusOr;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Semaphore;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A name whose addresses change while calls are made, as one of Kubernetes or Consul does. */
class ChangingAddressesTest extends BatchClientFixture {

  private final List<ScriptedServer> servers = new ArrayList<>();
  private volatile StatusOr<List<Integer>> ports = StatusOr.fromValue(List.of());
  private int queued;

  @BeforeEach
  void startThree() throws Exception {
    for (int i = 0; i < 3; i++) {
      servers.add(ScriptedServer.start());
    }
  }

  @AfterEach
  void closeThree() {
    servers.forEach(ScriptedServer::close);
  }

  @Test
  void anAddedOneIsUsedSoonAndARemovedOneIsLeft() throws Exception {
    nameHas(0, 1);
    BatchClient client = startedByName();
    sendUntilAnswered(client, 0);
    sendUntilAnswered(client, 1);
    assertThat(servers.get(2).connections()).isEmpty();

    nameHas(1, 2);
    sendUntilAnswered(client, 2);
    int before = servers.get(0).batches().size();
    for (int i = 0; i < 100; i++) {
      send(client);
    }
    assertThat(servers.get(0).batches()).hasSize(before);
    assertThat(results.all()).allMatch(DeliveryResult::isDelivered);
  }

  @Test
  void aCallUnderWayToARemovedAddressIsAnswered() throws Exception {
    nameHas(0);
    Semaphore arrived = new Semaphore(0);
    Semaphore release = new Semaphore(0);
    servers
        .get(0)
        .answering(
            (batch, out) -> {
              arrived.release();
              release.acquireUninterruptibly();
              ScriptedServer.reply(out, ScriptedServer.accept(batch));
            });
    BatchClient client = startedByName();
    results.queue(client, List.of(Events.event("e-" + queued++, 1)));
    arrived.acquire();
    nameHas(1);
    while (servers.get(1).connections().isEmpty()) {
      Thread.onSpinWait();
    }
    results.queue(client, List.of(Events.event("e-" + queued++, 1)));
    while (servers.get(1).batches().isEmpty()) {
      Thread.onSpinWait();
    }
    release.release();
    results.await(queued);
    assertThat(results.all()).allMatch(DeliveryResult::isDelivered);
  }

  @Test
  void aNameThatCannotBeResolvedAnyMoreKeepsItsAddresses() throws Exception {
    nameHas(0);
    BatchClient client = startedByName();
    sendUntilAnswered(client, 0);
    ports = StatusOr.fromStatus(Status.UNAVAILABLE.withDescription("no such name"));
    for (int i = 0; i < 50; i++) {
      send(client);
    }
    assertThat(results.all()).allMatch(DeliveryResult::isDelivered);
  }

  @Test
  void aNameThatCannotBeResolvedAtAllIsTold() throws Exception {
    ports = StatusOr.fromStatus(Status.UNAVAILABLE.withDescription("no such name"));
    BatchClient client = startedByName();
    send(client);
    assertThat(message(results.all().get(0)))
        .contains("ingress.example:9090", "UNAVAILABLE", "no such name");
    nameHas(1);
    sendUntilAnswered(client, 1);
  }

  @Test
  void ofVeryManyAddressesAHundredAreUsed() throws Exception {
    ports = StatusOr.fromValue(IntStream.range(3, 153).boxed().toList());
    BatchClient client = startedByName();
    send(client);
    assertThat(message(results.all().get(0)))
        .contains(" and 95 more", "none of the 100 addresses can be reached");
  }

  private void nameHas(int... which) {
    ports = StatusOr.fromValue(IntStream.of(which).boxed().toList());
  }

  private BatchClient startedByName() {
    ChipIngressClientBuilder builder =
        ChipIngressClient.builder("dns:///ingress.example:9090").plaintext();
    builder.target =
        target -> new Target(target.endpoints(), new Names(), Duration.ofMillis(20), target.most());
    BatchClient client =
        client(builder.build(), config -> config.batching(batching -> batching.batchSize(1)));
    client.start();
    return client;
  }

  private void sendUntilAnswered(BatchClient client, int by) throws InterruptedException {
    while (servers.get(by).batches().isEmpty()) {
      send(client);
    }
  }

  private void send(BatchClient client) throws InterruptedException {
    results.queue(client, List.of(Events.event("e-" + queued++, 1)));
    results.await(queued);
  }

  /** Resolves the name to what it has just now. */
  private final class Names extends NameResolver.Factory {

    @Override
    public NameResolver newNameResolver(URI target, NameResolver.Args args) {
      assertThat(target).hasToString("dns:///ingress.example:9090");
      return new NameResolver() {
        private @Nullable Listener2 listener;

        @Override
        public String getServiceAuthority() {
          return "ingress.example:9090";
        }

        @Override
        public void start(Listener2 whom) {
          listener = whom;
          refresh();
        }

        @Override
        public void refresh() {
          var unused =
              Objects.requireNonNull(listener)
                  .onResult2(
                      ResolutionResult.newBuilder().setAddressesOrError(addresses()).build());
        }

        @Override
        public void shutdown() {}
      };
    }

    @Override
    public String getDefaultScheme() {
      return "dns";
    }
  }

  private StatusOr<List<EquivalentAddressGroup>> addresses() {
    StatusOr<List<Integer>> now = ports;
    return now.hasValue()
        ? StatusOr.fromValue(now.getValue().stream().map(this::address).toList())
        : StatusOr.fromStatus(now.getStatus());
  }

  /** Beyond the servers there are addresses that refuse connections. */
  private EquivalentAddressGroup address(int which) {
    int port = which < servers.size() ? servers.get(which).port() : which - servers.size() + 1;
    return new EquivalentAddressGroup(
        new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
  }
}
