package io.durableemitter.chipingress;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

class BatchClientConfigTest {

  @Test
  void defaultsAreThoseOfTheDocumentation() {
    assertThat(BatchClientConfig.ofDefaults())
        .isEqualTo(
            new BatchClientConfig(
                500,
                Duration.ZERO,
                10_000,
                64L << 20,
                4,
                Duration.ofSeconds(5),
                Duration.ofSeconds(30),
                10 << 20,
                1 << 20,
                false,
                false,
                Set.of(
                    "PUBLISH_ERROR_CODE_VALIDATION_FAILED",
                    "PUBLISH_ERROR_CODE_ENCODE_ERROR",
                    "PUBLISH_ERROR_CODE_DOMAIN_MISCONFIGURATION"),
                1,
                "durable_emitter"));
    assertThat(BatchClientConfig.ofDefaults().maxEventBytes()).isEqualTo((10 << 20) - (10 << 10));
  }

  @Test
  void theGoPackagesOwnAreSetByOneCall() {
    BatchClientConfig config = BatchClientConfig.goDefaults().build();
    assertThat(config.maxBatchSize()).isEqualTo(50);
    assertThat(config.batchInterval()).isEqualTo(Duration.ofMillis(50));
    assertThat(config.bufferSize()).isEqualTo(10_000);
    assertThat(config.maxConcurrentSends()).isEqualTo(4);
    assertThat(config.publishTimeout()).isEqualTo(Duration.ofSeconds(5));
    assertThat(config.shutdownTimeout()).isEqualTo(Duration.ofSeconds(30));
    assertThat(config.maxRequestBytes()).isEqualTo(10 << 20);
    assertThat(config.clientName()).isEqualTo("durable_emitter");
  }

  @Test
  void aWrongSettingIsNamed() {
    Map<String, UnaryOperator<BatchClientConfigBuilder>> wrong =
        Map.ofEntries(
            Map.entry("maxBatchSize", b -> b.maxBatchSize(0)),
            Map.entry("batchInterval", b -> b.batchInterval(Duration.ofMillis(-1))),
            Map.entry("bufferSize", b -> b.bufferSize(0)),
            Map.entry("bufferBytes", b -> b.bufferBytes(1000)),
            Map.entry("maxConcurrentSends", b -> b.maxConcurrentSends(0)),
            Map.entry("publishTimeout", b -> b.publishTimeout(Duration.ZERO)),
            Map.entry("shutdownTimeout", b -> b.shutdownTimeout(Duration.ofSeconds(-1))),
            Map.entry("maxRequestBytes must be 1048576 to 10485760", b -> b.maxRequestBytes(5)),
            Map.entry("maxBatchBytes must be 65536 to 10485760", b -> b.maxBatchBytes(65_535)),
            Map.entry(
                "maxBatchBytes must be 65536 to 2097152",
                b -> b.maxRequestBytes(2 << 20).maxBatchBytes(3 << 20)),
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
