package io.durableemitter.chipingress;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.durableemitter.api.BatchingConfig;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

class BatchClientConfigTest {

  @Test
  void defaultsAreThoseOfTheDocumentation() {
    BatchClientConfig config = BatchClientConfig.ofDefaults();
    assertThat(config.batching())
        .isEqualTo(new BatchingConfig(500, 1 << 20, Duration.ZERO, 4, 10_000, 64L << 20));
    assertThat(config.publishTimeout()).isEqualTo(Duration.ofSeconds(5));
    assertThat(config.shutdownTimeout()).isEqualTo(Duration.ofSeconds(30));
    assertThat(config.maxRequestBytes()).isEqualTo(10 << 20);
    assertThat(config.transactionEnabled()).isFalse();
    assertThat(config.strictResults()).isFalse();
    assertThat(config.permanentCodes())
        .containsExactlyInAnyOrder(
            "PUBLISH_ERROR_CODE_VALIDATION_FAILED",
            "PUBLISH_ERROR_CODE_ENCODE_ERROR",
            "PUBLISH_ERROR_CODE_DOMAIN_MISCONFIGURATION");
    assertThat(config.callbackThreads()).isEqualTo(1);
    assertThat(config.clientName()).isEqualTo("durable_emitter");
    assertThat(BatchClientConfig.ofDefaults().maxEventBytes()).isEqualTo((10 << 20) - (10 << 10));
  }

  @Test
  void whatIsChangedLeavesTheRestAsItWas() {
    BatchClientConfig changed =
        BatchClientConfig.goDefaults()
            .strictResults(true)
            .callbackThreads(3)
            .permanentCodes(Set.of())
            .build()
            .toBuilder()
            .batching(batching -> batching.workers(7))
            .build();
    assertThat(changed.batching())
        .isEqualTo(new BatchingConfig(50, 10 << 20, Duration.ofMillis(50), 7, 10_000, 64L << 20));
    assertThat(changed.strictResults()).isTrue();
    assertThat(changed.callbackThreads()).isEqualTo(3);
    assertThat(changed.permanentCodes()).isEmpty();
  }

  @Test
  void theGoPackagesOwnAreSetByOneCall() {
    BatchClientConfig config = BatchClientConfig.goDefaults().build();
    assertThat(config.batching().batchSize()).isEqualTo(50);
    assertThat(config.batching().flushInterval()).isEqualTo(Duration.ofMillis(50));
    assertThat(config.batching().queueSize()).isEqualTo(10_000);
    assertThat(config.batching().workers()).isEqualTo(4);
    assertThat(config.publishTimeout()).isEqualTo(Duration.ofSeconds(5));
    assertThat(config.shutdownTimeout()).isEqualTo(Duration.ofSeconds(30));
    assertThat(config.maxRequestBytes()).isEqualTo(10 << 20);
    assertThat(config.clientName()).isEqualTo("durable_emitter");
  }

  @Test
  void aWrongSettingIsNamed() {
    Map<String, UnaryOperator<BatchClientConfig.Builder>> wrong =
        Map.ofEntries(
            Map.entry("batching.batchSize", b -> b.batching(batching -> batching.batchSize(0))),
            Map.entry(
                "batching.flushInterval",
                b -> b.batching(batching -> batching.flushInterval(Duration.ofMillis(-1)))),
            Map.entry(
                "batching.flushInterval must be PT0S to PT24H but is PT48H",
                b -> b.batching(batching -> batching.flushInterval(Duration.ofDays(2)))),
            Map.entry("batching.queueSize", b -> b.batching(batching -> batching.queueSize(0))),
            Map.entry(
                "batching.queueBytes must be at least maxRequestBytes (10485760) but is 1000",
                b -> b.batching(batching -> batching.queueBytes(1000))),
            Map.entry("batching.workers", b -> b.batching(batching -> batching.workers(0))),
            Map.entry("publishTimeout", b -> b.publishTimeout(Duration.ZERO)),
            Map.entry("shutdownTimeout", b -> b.shutdownTimeout(Duration.ofSeconds(-1))),
            Map.entry("maxRequestBytes must be 1048576 to 10485760", b -> b.maxRequestBytes(5)),
            Map.entry(
                "batching.batchBytes must be 65536 to 10485760",
                b -> b.batching(batching -> batching.batchBytes(65_535))),
            Map.entry(
                "batching.batchBytes must be 65536 to 2097152",
                b -> b.maxRequestBytes(2 << 20).batching(batching -> batching.batchBytes(3 << 20))),
            Map.entry(
                "permanentCodes must be codes of PublishErrorCode, such as"
                    + " PUBLISH_ERROR_CODE_VALIDATION_FAILED, but one is 'VALIDATION_FAILED'",
                b -> b.permanentCodes(Set.of("VALIDATION_FAILED"))),
            Map.entry("callbackThreads", b -> b.callbackThreads(65)),
            Map.entry("clientName", b -> b.clientName(" ")));
    wrong.forEach(
        (name, change) ->
            assertThatThrownBy(() -> change.apply(BatchClientConfig.builder()).build())
                .as(name)
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith(name));
    assertThatThrownBy(
            () ->
                BatchClientConfig.builder()
                    .publishTimeout(Duration.ofSeconds(Long.MAX_VALUE))
                    .build())
        .hasMessageStartingWith("publishTimeout must be PT0.001S to PT24H");
  }
}
