package io.durableemitter.chipingress;

import static org.assertj.core.api.Assertions.assertThat;

import io.cloudevents.v1.proto.CloudEvent;
import io.durableemitter.api.DeliveryResult.FailureKind;
import io.durableemitter.api.internal.log.LogThrottle;
import io.durableemitter.chipingress.auth.AuthConfig;
import io.durableemitter.chipingress.auth.RotatingAuth;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongConsumer;
import org.junit.jupiter.api.Test;

/**
 * An error, the same object each time as the JVM throws it without memory, at any place: each event
 * has its one callback, no room is lost, no thread ends.
 */
class ThrownErrorsTest extends BatchClientFixture {

  private final OutOfMemoryError noMemory = new OutOfMemoryError("thrown by a test");

  @Test
  void callbacksThatThrowTakeNothingFromTheOthers() throws Exception {
    BatchClient client =
        started(config -> config.batching(batching -> batching.workers(1).batchSize(7)));
    AtomicInteger told = new AtomicInteger();
    for (CloudEvent event : Events.some(100, 10)) {
      client.queueMessage(
          Events.header(event),
          Events.payload(event),
          result -> {
            told.incrementAndGet();
            throw noMemory;
          });
    }
    results.queue(client, List.of(Events.event("fresh", 1)));
    assertThat(results.await(1).of("fresh").isDelivered()).isTrue();
    client.close();
    assertThat(told).hasValue(100);
    assertThat(client.stats().inFlight()).isZero();
  }

  /** As the figures of a call do, on a thread of the network, when there is no memory. */
  @Test
  void anErrorWhileTheEndOfACallIsCountedKeepsNoResultBack() throws Exception {
    AtomicBoolean memory = new AtomicBoolean();
    RequestsInFlight inFlight =
        new RequestsInFlight(
            () -> {
              if (!memory.get() && Thread.currentThread().getName().contains("network")) {
                throw noMemory;
              }
              return 1;
            });
    ChipIngressClient connection = ChipIngressClient.builder(server.endpoint()).plaintext().build();
    SendContext context = context(connection, inFlight, now -> {});
    BatchSender sender = new BatchSender(context);
    for (String id : List.of("1", "2", "3")) {
      sender.handle(List.of(message(id)));
      assertThat(results.await(Integer.parseInt(id)).of(id).isDelivered()).isTrue();
    }
    memory.set(true);
    sender.handle(List.of(message("4")));
    assertThat(results.await(4).of("4").isDelivered()).isTrue();
    close(context, connection);
    assertThat(inFlight.size()).isZero();
  }

  @Test
  void whatCannotBeHandledAtAllIsTold() throws Exception {
    RequestsInFlight inFlight = new RequestsInFlight(() -> 1);
    ChipIngressClient connection = ChipIngressClient.builder(server.endpoint()).plaintext().build();
    SendContext context = context(connection, inFlight, now -> {});
    BatchSender sender = new BatchSender(context);
    sender.failed(List.of(message("1"), message("2")), noMemory);
    sender.failed(List.of(message("3")), noMemory);
    sender.failed(List.of(message("4")), new IllegalStateException("a defect"));
    results.await(4);
    close(context, connection);
    for (String id : List.of("1", "2", "3")) {
      assertThat(kind(results.of(id))).isEqualTo(FailureKind.TRANSPORT);
    }
    assertThat(kind(results.of("4"))).isEqualTo(FailureKind.CALL);
    assertThat(inFlight.size()).isZero();
  }

  /** As after an error that no handler has seen: what has entered is in nobody's hands. */
  @Test
  void whatHasFallenOutOfAllHandsIsToldAndLeaves() throws Exception {
    RequestsInFlight inFlight = new RequestsInFlight(() -> 1);
    ChipIngressClient connection = ChipIngressClient.builder(server.endpoint()).plaintext().build();
    SendContext context = context(connection, inFlight, now -> {});
    inFlight.enter(new Send(context, List.of(message("1"))));
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(5);
    inFlight.giveUpOverdue(deadline);
    assertThat(results.count()).isZero();
    inFlight.giveUpOverdue(deadline + TimeUnit.SECONDS.toNanos(6));
    assertThat(kind(results.await(1).of("1"))).isEqualTo(FailureKind.TRANSPORT);
    close(context, connection);
    assertThat(inFlight.size()).isZero();
  }

  @Test
  void theCallbackThreadsOutliveTheirOwnErrors() throws Exception {
    CountDownLatch looks = new CountDownLatch(2);
    RequestsInFlight inFlight = new RequestsInFlight(() -> 1);
    ChipIngressClient connection = ChipIngressClient.builder(server.endpoint()).plaintext().build();
    SendContext context =
        context(
            connection,
            inFlight,
            now -> {
              looks.countDown();
              throw noMemory;
            });
    looks.await();
    new BatchSender(context).handle(List.of(message("1")));
    assertThat(results.await(1).of("1").isDelivered()).isTrue();
    assertThat(context.callbacks().problem(System.nanoTime())).isEmpty();
    close(context, connection);
  }

  /** The channel is one that cannot even begin a call. */
  @Test
  void aCallThatCannotBeginEndsWithTroubleOfTheTransport() throws Exception {
    ChipIngressClient connection = ChipIngressClient.builder(server.endpoint()).plaintext().build();
    BatchClient client = client(connection, config -> config);
    client.start();
    endNetwork(connection);
    results.queue(client, List.of(Events.event("e", 1)));
    assertThat(kind(results.await(1).of("e"))).isEqualTo(FailureKind.TRANSPORT);
  }

  @Test
  void aSignerThatThrowsFailsCallsAndNothingElse() throws Exception {
    AtomicBoolean memory = new AtomicBoolean();
    RotatingAuth auth =
        AuthConfig.rotating("ab".repeat(32), Duration.ofMinutes(10)).toBuilder()
            .signer(
                (key, data) -> {
                  if (!memory.get()) {
                    throw noMemory;
                  }
                  return new byte[64];
                })
            .build();
    BatchClient client =
        client(
            ChipIngressClient.builder(server.endpoint())
                .plaintext()
                .credentialsOverPlaintext()
                .auth(auth)
                .build(),
            config -> config);
    client.start();
    results.queue(client, List.of(Events.event("0", 1)));
    assertThat(kind(results.await(1).of("0"))).isEqualTo(FailureKind.TRANSPORT);
    memory.set(true);
    int sent = 1;
    boolean delivered = false;
    while (!delivered) {
      String id = Integer.toString(sent++);
      results.queue(client, List.of(Events.event(id, 1)));
      delivered = results.await(sent).of(id).isDelivered();
    }
  }

  @Test
  void aCallbackThatHangsIsAProblemThatCanBeTold() throws Exception {
    BatchClient client = started();
    CountDownLatch hanging = new CountDownLatch(1);
    CountDownLatch release = new CountDownLatch(1);
    assertThat(client.problem()).isEmpty();
    CloudEvent event = Events.event("hanging", 1);
    client.queueMessage(
        Events.header(event),
        Events.payload(event),
        result -> {
          hanging.countDown();
          try {
            release.await();
          } catch (InterruptedException closing) {
            Thread.currentThread().interrupt();
          }
        });
    hanging.await();
    long now = System.nanoTime();
    assertThat(client.problem(now + TimeUnit.SECONDS.toNanos(20))).isEmpty();
    assertThat(client.problem(now + TimeUnit.SECONDS.toNanos(40)).orElse(""))
        .contains("a delivery callback on durable-emitter-callbacks-1 has not returned for");
    release.countDown();
    client.close();
    assertThat(client.problem(now + TimeUnit.SECONDS.toNanos(40))).isEmpty();
  }

  private Message message(String id) {
    CloudEvent event = Events.event(id, 1);
    return Message.numbered(Events.header(event), Events.payload(event), 1, results.callback(id));
  }

  private static void close(SendContext context, ChipIngressClient connection) {
    context.callbacks().close(Duration.ofSeconds(10));
    connection.close();
  }

  private static SendContext context(
      ChipIngressClient client, RequestsInFlight inFlight, LongConsumer look) {
    BatchClientConfig config = BatchClientConfig.ofDefaults();
    BatchCounters counters = new BatchCounters();
    LogThrottle throttle = new LogThrottle(System::nanoTime);
    Callbacks callbacks = new Callbacks("test", 1, counters, throttle, look);
    callbacks.start();
    return new SendContext(
        client,
        config,
        new CallResults(client, config, counters, throttle),
        new SizeLimit(client.endpoints(), config.batchEventBytes(), System::nanoTime, throttle),
        inFlight,
        callbacks,
        counters,
        throttle.log(BatchSender.class),
        Optional.empty(),
        Optional.empty());
  }
}
