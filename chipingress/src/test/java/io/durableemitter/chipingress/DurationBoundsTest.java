package io.durableemitter.chipingress;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.durableemitter.api.DeliveryResult;
import io.durableemitter.api.DeliveryResult.FailureKind;
import io.durableemitter.chipingress.auth.AuthConfig;
import io.durableemitter.chipingress.tls.TlsConfig;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** For ever, as Java writes it, and as long before now. */
class DurationBoundsTest extends BatchClientFixture {

  private static final Duration FOREVER = ChronoUnit.FOREVER.getDuration();
  private static final Duration LONG_AGO = Duration.ofSeconds(Long.MIN_VALUE);

  @Test
  void settingsRefuseWhatTheyCannotMean() {
    for (Duration time : List.of(FOREVER, LONG_AGO)) {
      refused(
          "publishTimeout must be PT0.001S to PT24H",
          () -> BatchClientConfig.builder().publishTimeout(time).build());
      refused(
          "batching.flushInterval must ",
          () ->
              BatchClientConfig.builder()
                  .batching(batching -> batching.flushInterval(time))
                  .build());
      refused(
          "shutdownTimeout must be PT0S to PT24H",
          () -> BatchClientConfig.builder().shutdownTimeout(time).build());
      refused(
          "callTimeout must be PT0.001S to PT24H",
          () -> ChipIngressClient.builder("localhost:1").callTimeout(time));
      refused(
          "reloadInterval must be PT1S to PT24H",
          () -> TlsConfig.builder().reloadInterval(time).build());
      refused("ttl must be PT10M to PT8760H", () -> AuthConfig.rotating("ab".repeat(32), time));
      try (ChipIngressClient client =
          ChipIngressClient.builder(server.endpoint()).plaintext().build()) {
        refused("publishTimeout must be PT0.001S to PT24H", () -> UnaryPublisher.of(client, time));
      }
    }
  }

  private static void refused(String rule, Runnable setting) {
    assertThatIllegalArgumentException().isThrownBy(setting::run).withMessageContaining(rule);
  }

  @Test
  void closingTakesForEverAsLongAsItNeeds() throws Exception {
    BatchClient client = started(config -> config.batching(batching -> batching.batchSize(3)));
    results.queue(client, Events.some(50, 10));
    client.close(FOREVER);
    assertThat(results.all()).hasSize(50).allMatch(DeliveryResult::isDelivered);
    client.close(FOREVER);

    UnaryPublisher publisher =
        UnaryPublisher.of(
            ChipIngressClient.builder(server.endpoint()).plaintext().build(),
            Duration.ofSeconds(5));
    CompletableFuture<DeliveryResult> told = new CompletableFuture<>();
    publisher.publish(
        Events.header(Events.event("e", 1)), Events.payload(Events.event("e", 1)), told::complete);
    publisher.close(FOREVER);
    assertThat(told).isCompleted();
  }

  /** The sum of now and as long as there is before it would be a time that never comes. */
  @Test
  void closingTakesATimeBeforeNowAsNoTime() {
    server.answering((batch, out) -> {});
    BatchClient client = started(config -> config.publishTimeout(Duration.ofHours(1)));
    results.queue(client, Events.some(50, 10));
    client.close(LONG_AGO);
    assertThat(results.all()).hasSize(50).allMatch(result -> kind(result) == FailureKind.CLOSED);
  }
}
