package io.durableemitter.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import io.durableemitter.api.DeliveryResult.Failed;
import io.durableemitter.api.DeliveryResult.FailureKind;
import io.durableemitter.api.EventHeader;
import io.durableemitter.api.Payload;
import io.durableemitter.api.internal.log.LogThrottle;
import java.util.AbstractSet;
import java.util.Iterator;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.common.InvalidRecordException;
import org.junit.jupiter.api.Test;

/** An error at the step that reads an answer of Kafka. */
class ThrownErrorsTest {

  private final OutOfMemoryError noMemory = new OutOfMemoryError("thrown by a test");

  @Test
  void anAnswerThatCannotBeReadIsAResultAtOnce() {
    Answers answers =
        new Answers(
            KafkaConfig.ofDefaults(),
            new InFlight(10, 1_000),
            new Verdicts(throwing(), false, "localhost:9092"),
            new KafkaCounters(),
            Optional.empty(),
            new LogThrottle(System::nanoTime));
    Outgoing event =
        new Outgoing(
            new EventHeader("id", "source", "type"),
            Payload.wrap(new byte[10]),
            result -> {},
            answers);
    answers.answered(event, new InvalidRecordException("as a broker says it"));
    assertThat(event.result())
        .isInstanceOfSatisfying(
            Failed.class,
            failed -> {
              assertThat(failed.kind()).isEqualTo(FailureKind.TRANSPORT);
              assertThat(failed.message()).contains("could not be read");
            });
  }

  private Set<KafkaRejection> throwing() {
    return new AbstractSet<>() {
      @Override
      public boolean contains(Object one) {
        throw noMemory;
      }

      @Override
      public Iterator<KafkaRejection> iterator() {
        throw noMemory;
      }

      @Override
      public int size() {
        throw noMemory;
      }
    };
  }
}
