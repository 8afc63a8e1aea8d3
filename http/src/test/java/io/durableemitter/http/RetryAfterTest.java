package io.durableemitter.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.durableemitter.api.DeliveryResult.Failed;
import io.durableemitter.api.DeliveryResult.FailureKind;
import io.durableemitter.http.Receiver.Answer;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A receiver that asks for a pause is left alone for as long, but not forever. */
@Timeout(60)
class RetryAfterTest {

  private static final Clock NOON =
      Clock.fixed(Instant.parse("2026-11-28T12:00:00Z"), ZoneOffset.UTC);
  private static final Duration LONGEST = Duration.ofMinutes(1);

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "0|0",
        "7|7",
        " 7 |7",
        "60|60",
        "61|60",
        "99999999999999999999999|60",
        "Sat, 28 Nov 2026 12:00:09 GMT|9",
        "Sat, 28 Nov 2026 11:00:00 GMT|0",
        "Sun, 28 Nov 2027 12:00:00 GMT|60",
        "-5|0",
        "soon|0",
        "1.5|0",
      })
  void secondsAndDatesAreReadAndBounded(String value, int seconds) {
    assertThat(RetryAfter.parse(value, NOON, LONGEST)).isEqualTo(Duration.ofSeconds(seconds));
  }

  @Test
  void aShortPauseIsWaitedForAndALongOneIsNot() throws Exception {
    AtomicLong now = new AtomicLong();
    Pause pause = new Pause(now::get);
    assertThat(pause.await(Duration.ofSeconds(10))).isEqualTo(Duration.ZERO);
    pause.last(Duration.ofSeconds(30));
    pause.last(Duration.ofSeconds(20));
    assertThat(pause.await(Duration.ofSeconds(10))).isEqualTo(Duration.ofSeconds(30));
    now.addAndGet(Duration.ofSeconds(31).toNanos());
    assertThat(pause.await(Duration.ofSeconds(10))).isEqualTo(Duration.ZERO);
  }

  @ParameterizedTest
  @ValueSource(ints = {408, 425, 429, 500, 503})
  void aReceiverThatAsksIsNotCalled(int status) throws Exception {
    try (Receiver receiver = Receiver.start();
        HttpBatchEmitter transport = HttpBatchEmitter.builder(receiver.url()).plaintext().build()) {
      transport.start();
      receiver.answers(request -> Answer.of(status).with("Retry-After", "40"));
      Failed first = (Failed) Deliveries.send(transport, "first");
      assertThat(first.kind()).isEqualTo(FailureKind.TRANSPORT);
      Failed second = (Failed) Deliveries.send(transport, "second");
      assertThat(second.kind()).isEqualTo(FailureKind.TRANSPORT);
      assertThat(second.message()).contains("asked by Retry-After not to be called");
      assertThat(receiver.requests()).hasSize(1);
    }
  }

  @Test
  void afterTheLongestPauseItIsCalledAgain() throws Exception {
    try (Receiver receiver = Receiver.start();
        HttpBatchEmitter transport =
            HttpBatchEmitter.builder(receiver.url())
                .plaintext()
                .config(HttpConfig.builder().longestRetryAfter(Duration.ofMillis(50)).build())
                .build()) {
      transport.start();
      receiver.answers(
          request ->
              receiver.requests().size() == 1
                  ? Answer.of(503).with("Retry-After", "86400")
                  : Answer.of(202));
      assertThat(Deliveries.send(transport, "first").isDelivered()).isFalse();
      assertThat(Deliveries.send(transport, "second").isDelivered()).isTrue();
    }
  }
}
