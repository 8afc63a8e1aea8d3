package io.durableemitter.ingress;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.cloudevents.v1.proto.CloudEvent;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class InMemorySinkTest {

  @Test
  void isBoundedInBytesTooAndTakesAllOrNone() {
    InMemorySink sink = new InMemorySink(1_000_000, 1 << 20);
    assertThatExceptionOfType(SinkException.class)
        .isThrownBy(
            () -> {
              for (int i = 0; i < 1_000; i++) {
                sink.take(List.of(event("i".repeat(4_000) + i), event("j".repeat(4_000) + i)));
              }
            })
        .withMessageContaining("1048576 bytes of ids and sources");
    long distinct = sink.distinctCount();
    assertThat(distinct).isBetween(200L, 262L).matches(count -> count % 2 == 0);
    sink.take(List.of(event("i".repeat(4_000) + 0)));
    assertThat(sink.duplicateCount()).as("known ones need no room").isEqualTo(1);
    sink.reset();
    sink.take(List.of(event("new")));
    assertThat(sink.distinctCount()).isEqualTo(1);
  }

  @Test
  void aReaderOfIdsHoldsNobodyUp() throws Exception {
    InMemorySink sink = new InMemorySink(1_000);
    sink.take(List.of(event("a"), event("b")));
    CountDownLatch reading = new CountDownLatch(1);
    CountDownLatch accepted = new CountDownLatch(1);
    List<String> read = new ArrayList<>();
    Thread reader =
        new Thread(
            () ->
                sink.forEachId(
                    (id, times) -> {
                      reading.countDown();
                      await(accepted);
                      read.add(id);
                    }));
    reader.start();
    await(reading);
    sink.take(List.of(event("c")));
    accepted.countDown();
    reader.join();
    assertThat(read).contains("a", "b");
  }

  private static void await(CountDownLatch latch) {
    try {
      assertThat(latch.await(50, TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  private static CloudEvent event(String id) {
    return CloudEvent.newBuilder().setId(id).setSource("s").build();
  }
}
