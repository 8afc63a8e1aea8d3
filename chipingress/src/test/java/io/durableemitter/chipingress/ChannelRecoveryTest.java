package io.durableemitter.chipingress;

import static org.assertj.core.api.Assertions.assertThat;

import io.durableemitter.api.DeliveryResult;
import io.durableemitter.api.DeliveryResult.FailureKind;
import io.durableemitter.api.internal.log.LogThrottle;
import io.durableemitter.chipingress.internal.client.Answer;
import io.durableemitter.chipingress.internal.client.Connection;
import io.durableemitter.chipingress.internal.client.Connections;
import io.durableemitter.chipingress.internal.client.Endpoints;
import io.durableemitter.chipingress.internal.client.StatusMeaningTest;
import io.durableemitter.chipingress.internal.client.Target;
import io.grpc.ConnectivityState;
import io.grpc.InsecureChannelCredentials;
import io.grpc.ManagedChannel;
import io.grpc.Status;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A channel of gRPC that an error of this process has broken for good is replaced. */
class ChannelRecoveryTest extends BatchClientFixture {

  private final OutOfMemoryError noMemory = new OutOfMemoryError("thrown by a test");
  private static final Endpoints NOWHERE = Endpoints.parse("localhost:1");

  private final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - 1);
  private final List<Connection> opened = new ArrayList<>();

  @AfterEach
  void closeOpened() {
    opened.forEach(connection -> connection.close(Duration.ZERO));
  }

  @Test
  void anErrorInTheSynchronizationOfTheChannelIsSurvived() throws Exception {
    ChipIngressClient connection = connection();
    BatchClient client = client(connection, config -> config);
    client.start();
    deliverBefore(client);

    ManagedChannel broken = connection.channel();
    panic(broken);
    DeliveryResult first = untilDelivered(client);

    assertThat(kind(first)).isEqualTo(FailureKind.TRANSPORT);
    assertThat(message(first)).contains("Panic!");
    assertThat(connection.channel()).isNotSameAs(broken);
    assertThat(broken.isShutdown()).isTrue();
  }

  /** The callback runs within the channel's synchronization, since the executor is a direct one. */
  private void panic(ManagedChannel channel) {
    channel.notifyWhenStateChanged(
        ConnectivityState.SHUTDOWN,
        () -> {
          throw noMemory;
        });
  }

  @Test
  void aChannelThatAStrangerHasShutDownIsReplaced() throws Exception {
    ChipIngressClient connection = connection();
    BatchClient client = client(connection, config -> config);
    client.start();
    deliverBefore(client);
    connection.channel().shutdownNow();
    assertThat(kind(untilDelivered(client))).isEqualTo(FailureKind.TRANSPORT);
  }

  @Test
  void aThreadOfTheNetworkThatHasEndedIsReplacedWithItsChannel() throws Exception {
    ChipIngressClient connection = connection();
    BatchClient client = client(connection, config -> config);
    client.start();
    deliverBefore(client);
    endNetwork(connection);
    assertThat(kind(untilDelivered(client))).isEqualTo(FailureKind.TRANSPORT);
  }

  @Test
  void singleEventsAndBlockingCallsRecoverToo() {
    ChipIngressClient connection = connection();
    try (connection) {
      assertThat(connection.ping()).isEqualTo("pong");
      panic(connection.channel());
      String answer = "";
      for (int i = 0; i < 200 && answer.isEmpty(); i++) {
        answer = pingOrNothing(connection);
      }
      assertThat(answer).isEqualTo("pong");
    }
  }

  private static String pingOrNothing(ChipIngressClient connection) {
    try {
      return connection.ping();
    } catch (ChipIngressException broken) {
      LockSupport.parkNanos(20_000_000);
      return "";
    }
  }

  private ChipIngressClient connection() {
    return ChipIngressClient.builder(server.endpoint()).plaintext().build();
  }

  private void deliverBefore(BatchClient client) throws Exception {
    results.queue(client, List.of(Events.event("before", 1)));
    assertThat(results.await(1).of("before").isDelivered()).isTrue();
  }

  /** Sends one event after the other until one is delivered; the result of the first. */
  private DeliveryResult untilDelivered(BatchClient client) throws Exception {
    for (int i = 0; i < 200; i++) {
      String id = "after-" + i;
      results.queue(client, List.of(Events.event(id, 1)));
      if (results.await(2 + i).of(id).isDelivered()) {
        return results.of("after-0");
      }
      LockSupport.parkNanos(20_000_000);
    }
    throw new AssertionError("nothing is delivered any more: " + results.of("after-199"));
  }

  @Test
  void whatGrpcHasLostEndsFreesItsRoomAndIsAnsweredOnce() throws Exception {
    CountDownLatch arrived = new CountDownLatch(1);
    CountDownLatch release = new CountDownLatch(1);
    server.answering(
        (batch, out) -> {
          arrived.countDown();
          new Thread(
                  () -> {
                    awaitQuietly(release);
                    ScriptedServer.reply(out, ScriptedServer.accept(batch));
                  })
              .start();
        });
    BatchClient client =
        started(
            config ->
                config
                    .batching(batching -> batching.workers(1))
                    .publishTimeout(Duration.ofHours(1)));
    results.queue(client, List.of(Events.event("lost", 1)));
    arrived.await();

    long deadline = System.nanoTime() + TimeUnit.HOURS.toNanos(1);
    client.lookAfterLost(deadline);
    assertThat(results.count()).isZero();
    client.lookAfterLost(deadline + TimeUnit.SECONDS.toNanos(6));
    results.await(1);
    assertThat(kind(results.of("lost"))).isEqualTo(FailureKind.TRANSPORT);
    assertThat(message(results.of("lost"))).contains("gRPC lost the call");

    release.countDown();
    results.queue(client, List.of(Events.event("next", 1)));
    assertThat(results.await(2).of("next").isDelivered()).isTrue();
    client.close();
    assertThat(results.all()).hasSize(2);
    assertThat(client.stats().inFlight()).isZero();
  }

  private static void awaitQuietly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Test
  void itIsReplacedAtMostOnceASecond() {
    Connections connections = connections();
    Status broken = Answer.LOST;
    for (int i = 0; i < 10; i++) {
      connections.ended(broken, nanos.get());
    }
    assertThat(opened).hasSize(2);
    nanos.addAndGet(TimeUnit.SECONDS.toNanos(1));
    connections.ended(broken, nanos.get());
    assertThat(opened).hasSize(3);
  }

  @Test
  void aNetworkThatFailsByItselfIsReplacedAtOnce() {
    Connections connections = connections();
    connections.ended(StatusMeaningTest.broken(), nanos.get());
    assertThat(opened).hasSize(2);
  }

  @Test
  void callsOfAnEarlierConnectionSayNothingOfThisOne() {
    Connections connections = connections();
    long begun = nanos.get();
    nanos.addAndGet(TimeUnit.SECONDS.toNanos(5));
    connections.ended(Answer.LOST, nanos.get());
    nanos.addAndGet(TimeUnit.SECONDS.toNanos(5));
    connections.ended(Answer.LOST, begun);
    assertThat(opened).hasSize(2);
  }

  @Test
  void whereThereIsNoMemoryForANewOneTheNextFailureTriesAgain() {
    boolean[] memory = {true};
    Connections connections =
        new Connections(
            NOWHERE,
            now -> {
              if (!memory[0]) {
                throw noMemory;
              }
              return open(now);
            },
            nanos::get,
            new LogThrottle(System::nanoTime));
    memory[0] = false;
    Connection first = connections.current();
    for (int i = 0; i < 3; i++) {
      connections.ended(Answer.LOST, nanos.get());
      nanos.addAndGet(TimeUnit.SECONDS.toNanos(1));
    }
    assertThat(connections.current()).isSameAs(first);
    memory[0] = true;
    connections.ended(Answer.LOST, nanos.get());
    assertThat(connections.current()).isNotSameAs(first);
  }

  @Test
  void halfAMinuteOfCallsWithoutAnyAnswerReplacesItToo() {
    Connections connections = connections();
    for (int i = 0; i < 6; i++) {
      connections.ended(Status.DEADLINE_EXCEEDED, nanos.get());
      nanos.addAndGet(TimeUnit.SECONDS.toNanos(5));
    }
    assertThat(opened).as("29 s").hasSize(1);
    connections.ended(Status.UNAVAILABLE, nanos.get());
    connections.ended(Status.DEADLINE_EXCEEDED, nanos.get());
    assertThat(opened).as("begun anew").hasSize(1);
    nanos.addAndGet(TimeUnit.SECONDS.toNanos(30));
    connections.ended(Status.DEADLINE_EXCEEDED, nanos.get());
    assertThat(opened).as("two calls are too few").hasSize(1);
    connections.ended(Status.DEADLINE_EXCEEDED, nanos.get());
    assertThat(opened).hasSize(2);
  }

  @Test
  void onceClosedNothingIsOpened() {
    Connections connections = connections();
    connections.close(Duration.ZERO);
    connections.ended(Status.UNAVAILABLE, nanos.get());
    connections.ended(Answer.LOST, nanos.get());
    assertThat(opened).hasSize(1);
  }

  private Connections connections() {
    return new Connections(NOWHERE, this::open, nanos::get, new LogThrottle(System::nanoTime));
  }

  private Connection open(long now) {
    Connection connection =
        Connection.open(Target.of(NOWHERE, () -> 4), InsecureChannelCredentials.create(), now);
    opened.add(connection);
    return connection;
  }
}
