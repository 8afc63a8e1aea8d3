package io.durableemitter.ingress.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import io.cloudevents.v1.proto.CloudEvent;
import io.durableemitter.api.DeliveryResult;
import io.durableemitter.ingress.EventOutcome;
import io.durableemitter.ingress.SinkBatch;
import io.durableemitter.ingress.SinkException;
import io.durableemitter.kafka.EventRule;
import io.durableemitter.kafka.KafkaConfig;
import io.durableemitter.proto.common.Schema;
import io.durableemitter.proto.common.SchemaType;
import java.time.Duration;
import java.util.AbstractList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** An error at any place: each call is answered, no room is lost, no thread ends. */
@Timeout(120)
class ThrownErrorsTest {

  private static final KafkaConfig QUICK =
      KafkaConfig.builder()
          .topicTimeout(Duration.ofSeconds(2))
          .deliveryTimeout(Duration.ofSeconds(20))
          .shutdownTimeout(Duration.ofSeconds(2))
          .build();

  private final Error error = new StackOverflowError("thrown by a test");

  private final Room room = new Room(10, 1 << 20);

  @Test
  void aBatchThatCannotBeHandedOverIsAnsweredAndGivesItsRoomBack() throws Exception {
    String topic = SharedBroker.topic();
    try (KafkaSink sink =
        KafkaSink.builder(SharedBroker.servers())
            .topic(EventRule.of(topic))
            .config(QUICK)
            .build()) {
      sink.start();
      assertThatThrownBy(() -> accept(sink, false, Client.event("first"), tooLargeForAnArray()))
          .hasRootCauseInstanceOf(OutOfMemoryError.class);
      assertThatThrownBy(() -> accept(sink, true, Client.event("none"), tooLargeForAnArray()))
          .hasRootCauseInstanceOf(OutOfMemoryError.class);
      // there is more to come than would fit beside it
      assertThat(accept(sink, false, Client.event("second"))).containsOnly(EventOutcome.accepted());
    }
    assertThat(SharedBroker.ids(topic)).containsExactly("first", "second");
  }

  private static List<EventOutcome> accept(
      KafkaSink sink, boolean transactional, CloudEvent... events) throws Exception {
    return sink.accept(new SinkBatch(List.of(events), transactional))
        .toCompletableFuture()
        .get(60, TimeUnit.SECONDS);
  }

  /** Of as many bytes as no array can have, which are there only once. */
  private static CloudEvent tooLargeForAnArray() {
    int around = Client.event("shop", "order.placed", "huge", 1 << 28).getSerializedSize();
    int size = Integer.MAX_VALUE - (around - (1 << 28));
    ByteString leaf = ByteString.copyFrom(new byte[1 << 20]);
    ByteString data = ByteString.EMPTY;
    ByteString power = leaf;
    for (int left = size >> 20; left > 0; left >>= 1) {
      data = (left & 1) == 1 ? data.concat(power) : data;
      power = left > 1 ? power.concat(power) : power;
    }
    data = data.concat(leaf.substring(0, size & ((1 << 20) - 1)));
    return Client.event("shop", "order.placed", "huge", 1).toBuilder().setBinaryData(data).build();
  }

  @Test
  void aBatchWhoseOutcomesCannotBeMadeIsAnsweredAndLeavesOnce() {
    PendingBatch other = new PendingBatch(2, 10, room);
    other.enter();
    PendingBatch batch = new PendingBatch(3, 10, room);
    batch.enter();
    batch.answered(throwing());
    assertThat(batch.outcomes()).failsWithin(Duration.ZERO).withThrowableThat().withCause(error);
    batch.fail(error);
    for (int i = 0; i < 3; i++) {
      batch.answered(i, DeliveryResult.delivered());
    }
    assertThat(room.events()).isEqualTo(2);
    other.answered(0, DeliveryResult.delivered());
    other.answered(1, DeliveryResult.delivered());
    assertThat(other.outcomes())
        .isCompletedWithValue(List.of(EventOutcome.accepted(), EventOutcome.accepted()));
    assertThat(room.events()).isZero();
  }

  @Test
  void aBatchThatFindsNoRoomLeavesNone() {
    PendingBatch first = new PendingBatch(10, 10, room);
    first.enter();
    PendingBatch second = new PendingBatch(1, 10, room);
    assertThatThrownBy(second::enter).isInstanceOf(SinkException.class);
    second.fail(error);
    assertThat(room.events()).isEqualTo(10);
  }

  private List<DeliveryResult> throwing() {
    return new AbstractList<>() {
      @Override
      public DeliveryResult get(int index) {
        throw error;
      }

      @Override
      public int size() {
        return 3;
      }
    };
  }

  @Test
  void theWatchLooksAgainAfterAnError() throws Exception {
    CountDownLatch looks = new CountDownLatch(2);
    Topics topics =
        new Topics() {
          @Override
          public EventRule rule() {
            return EventRule.of("any");
          }

          @Override
          public Set<String> named() {
            return Set.of();
          }

          @Override
          public boolean namesAll() {
            return false;
          }

          @Override
          public void refresh(TopicCheck check) {
            looks.countDown();
            throw error;
          }
        };
    try (SinkWatch watch = new SinkWatch(TopicCheck.open(SharedBroker.servers(), QUICK), topics)) {
      watch.start();
      assertThat(looks.await(60, TimeUnit.SECONDS)).as("it looks again").isTrue();
    }
  }

  @Test
  void aRegistrationThatMeetsAnErrorIsAnsweredAndTheNextOneIsMade() throws Exception {
    try (KafkaSchemaStore store =
        KafkaSchemaStore.builder(SharedBroker.servers(), "schemas-thrown").build()) {
      store.start();
      Schema schema =
          Schema.newBuilder()
              .setSubject("s")
              .setSchema("\"string\"")
              .setFormat(SchemaType.AVRO)
              .build();
      AtomicInteger read = new AtomicInteger();
      List<Schema> throwing =
          new AbstractList<>() {
            @Override
            public Schema get(int index) {
              if (Thread.currentThread().getName().equals("ingress-schemas-write")) {
                read.incrementAndGet();
                throw error;
              }
              return schema;
            }

            @Override
            public int size() {
              return 1;
            }
          };
      assertThat(store.register(throwing).toCompletableFuture())
          .failsWithin(Duration.ofSeconds(30))
          .withThrowableThat()
          .withCause(error);
      assertThat(read).hasValue(1);
      assertThat(store.register(List.of(schema)).toCompletableFuture())
          .succeedsWithin(Duration.ofSeconds(30));
    }
  }
}
