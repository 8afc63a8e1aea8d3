package io.durableemitter.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.cloudevents.v1.proto.CloudEvent;
import io.durableemitter.api.DeadLetterReason;
import io.durableemitter.api.Payload;
import io.durableemitter.chaos.check.Eventually;
import io.durableemitter.chipingress.BatchClientConfig;
import io.durableemitter.core.DurableEmitter;
import io.durableemitter.core.config.EmitterConfig;
import io.durableemitter.ingress.IngressLimits;
import io.durableemitter.ingress.IngressServer;
import io.durableemitter.setup.DurableEmitterSetup;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Rows as large as a Go process writes them, beside small ones, over a socket. */
@Timeout(120)
class LargeRowsTest {

  private static final int NINE_MIB = 9 << 20;

  private final TestEnvironment environment = new TestEnvironment();

  @AfterEach
  void close() {
    environment.close();
  }

  @Test
  void rowsOfUpToTenMebibytesAreDeliveredAndSoAreEmittedEvents() {
    try (IngressServer ingress = ingress(16 << 20);
        DurableEmitter emitter = emitter(ingress, BatchClientConfig.ofDefaults())) {
      insert("go-9-mib", NINE_MIB);
      insert("go-2-mb", 2_000_000);
      for (int i = 0; i < 20; i++) {
        insert("go-small-" + i, 200);
      }
      emitter.start();
      emitter.emit(new byte[NINE_MIB], Map.of("source", "s", "type", "t"));

      Eventually.holds(() -> "rows " + environment.rows(), () -> environment.rows() == 0);
      assertThat(ingress.sink().distinctCount()).isEqualTo(23);
      assertThat(deadLetters()).isZero();
    }
  }

  /** This process is set to send less; another one may not be. */
  @Test
  void aRowBeyondTheLimitOfThisProcessWaits() {
    try (IngressServer ingress = ingress(16 << 20)) {
      insert("go-2-mb", 2_000_000);
      insert("go-small", 200);
      BatchClientConfig small = BatchClientConfig.builder().maxRequestBytes(1 << 20).build();
      try (DurableEmitter emitter = emitter(ingress, small)) {
        emitter.start();
        Eventually.holds(
            () -> "backed off " + emitter.stats().backedOff(),
            () -> emitter.stats().backedOff() > 0 && environment.rows() == 1);
      }
      assertThat(deadLetters()).isZero();
      try (DurableEmitter emitter = emitter(ingress, BatchClientConfig.ofDefaults())) {
        emitter.start();
        Eventually.holds(() -> "rows " + environment.rows(), () -> environment.rows() == 0);
      }
      assertThat(ingress.sink().distinctCount()).isEqualTo(2);
    }
  }

  @Test
  void aSizeThatTheServerRefusesMakesADeadLetter() {
    try (IngressServer ingress = ingress(4 << 20);
        DurableEmitter emitter = emitter(ingress, BatchClientConfig.ofDefaults())) {
      insert("go-9-mib", NINE_MIB);
      insert("go-small", 200);
      emitter.start();
      Eventually.holds(() -> "rows " + environment.rows(), () -> environment.rows() == 0);
      assertThat(deadLetters()).isEqualTo(1);
      assertThat(
              environment.query(
                  "SELECT count(*) FROM "
                      + environment.table()
                      + "_dead_letters WHERE reason = '"
                      + DeadLetterReason.TOO_LARGE.label()
                      + "'"))
          .isEqualTo(1);
      assertThat(ingress.sink().distinctCount()).isEqualTo(1);
    }
  }

  private long deadLetters() {
    return environment.query("SELECT count(*) FROM " + environment.table() + "_dead_letters");
  }

  /** As a Go process does: a row with nothing but its payload. */
  private void insert(String id, int dataBytes) {
    CloudEvent event =
        CloudEvent.newBuilder()
            .setId(id)
            .setSource("go")
            .setSpecVersion("1.0")
            .setType("large")
            .setBinaryData(ByteString.copyFrom(new byte[dataBytes]))
            .build();
    environment.store().insert(Payload.copyOf(event.toByteArray()));
  }

  private static IngressServer ingress(int maxMessageBytes) {
    IngressServer server =
        IngressServer.builder()
            .limits(
                IngressLimits.builder()
                    .request(request -> request.maxRequestBytes(maxMessageBytes))
                    .build())
            .build();
    server.start();
    return server;
  }

  private DurableEmitter emitter(IngressServer ingress, BatchClientConfig batch) {
    return DurableEmitterSetup.builder(environment.store())
        .endpoint("localhost:" + ingress.port())
        .plaintext()
        .emitter(
            EmitterConfig.builder()
                .retransmit(
                    retransmit ->
                        retransmit.interval(Duration.ofMillis(50)).after(Duration.ofMillis(200)))
                .insert(insert -> insert.maxEventBytes(Math.min(10_000_000, batch.maxEventBytes())))
                .build())
        .batch(batch)
        .build();
  }
}
