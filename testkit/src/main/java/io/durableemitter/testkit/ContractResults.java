package io.durableemitter.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.cloudevents.core.builder.CloudEventBuilder;
import io.cloudevents.protobuf.ProtobufFormat;
import io.durableemitter.api.DeliveryResult;
import io.durableemitter.api.EventHeader;
import io.durableemitter.api.Payload;
import io.durableemitter.spi.BatchEmitter;
import io.durableemitter.spi.EnqueueResult;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** Hands events to a transport and keeps what their callbacks were given. */
final class ContractResults {

  private static final long LONGEST_NANOS = TimeUnit.SECONDS.toNanos(30);
  private static final String SOURCE = "contract";
  private static final String TYPE = "contract.event";

  private final Map<String, List<DeliveryResult>> accepted = new ConcurrentHashMap<>();
  private final Map<String, List<DeliveryResult>> refused = new ConcurrentHashMap<>();
  private final Map<String, Throwable> thrown = new ConcurrentHashMap<>();

  /** The callback of this event throws once it has kept the result. */
  void throwFor(String id, Throwable what) {
    thrown.put(id, what);
  }

  EnqueueResult offer(BatchEmitter transport, String id) {
    List<DeliveryResult> results = new CopyOnWriteArrayList<>();
    EnqueueResult taken =
        transport.queueMessage(
            new EventHeader(id, SOURCE, TYPE),
            payload(id),
            result -> {
              results.add(result);
              throwIfAsked(id);
            });
    (taken == EnqueueResult.ACCEPTED ? accepted : refused).put(id, results);
    return taken;
  }

  private void throwIfAsked(String id) {
    Throwable what = thrown.get(id);
    if (what instanceof Error error) {
      throw error;
    }
    if (what instanceof RuntimeException exception) {
      throw exception;
    }
  }

  /** Hands over an event, again as long as there is no room. */
  void offerWithRoom(BatchEmitter transport, String id) {
    await(
        () -> {
          EnqueueResult taken = offer(transport, id);
          assertThat(taken).as("taking %s", id).isNotEqualTo(EnqueueResult.CLOSED);
          return taken == EnqueueResult.ACCEPTED;
        },
        "the transport had no room for " + id);
  }

  /** Waits until every event that was taken has been answered. */
  void awaitAll() {
    await(
        () -> accepted.values().stream().noneMatch(List::isEmpty),
        "events were taken and not answered");
  }

  private static void await(BooleanSupplier condition, String otherwise) {
    long end = System.nanoTime() + LONGEST_NANOS;
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() - end > 0 || Thread.currentThread().isInterrupted()) {
        throw new AssertionError(otherwise + " within 30 s");
      }
      LockSupport.parkNanos(1_000_000);
    }
  }

  /** All results of events that were taken. */
  List<DeliveryResult> all() {
    List<DeliveryResult> all = new ArrayList<>();
    accepted.values().forEach(all::addAll);
    return all;
  }

  void assertEachAnsweredOnce() {
    assertThat(accepted)
        .as("results of events that were taken")
        .allSatisfy((id, results) -> assertThat(results).as("results of %s", id).hasSize(1));
    assertThat(refused)
        .as("results of events that were not taken")
        .allSatisfy((id, results) -> assertThat(results).as("results of %s", id).isEmpty());
  }

  private static Payload payload(String id) {
    return Payload.wrap(
        new ProtobufFormat()
            .serialize(
                CloudEventBuilder.v1()
                    .withId(id)
                    .withSource(URI.create(SOURCE))
                    .withType(TYPE)
                    .withData(new byte[] {1, 2, 3})
                    .build()));
  }
}
