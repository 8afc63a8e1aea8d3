package io.durableemitter.setup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.durableemitter.core.DurableEmitter;
import io.durableemitter.core.config.EmitterConfig;
import io.durableemitter.http.HttpConfig;
import io.durableemitter.testkit.InMemoryEventStore;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class HttpSetupTest {

  private static HttpSetup setup(String endpoint) {
    return DurableEmitterSetup.http(new InMemoryEventStore(), endpoint);
  }

  @Test
  void anEmitterIsMadeWithoutConnecting() {
    try (DurableEmitter emitter =
        setup("https://localhost/events")
            .receiver(receiver -> receiver.bearerToken("abc"))
            .build()) {
      assertThat(emitter.isReady()).isFalse();
    }
  }

  @Test
  void whatCannotBeRightIsNamed() {
    assertThatThrownBy(() -> setup("ftp://localhost/").build()).hasMessageContaining("ftp");
    assertThatThrownBy(() -> setup("http://localhost/").build()).hasMessageContaining("plaintext");
    assertThatThrownBy(
            () ->
                setup("http://localhost/")
                    .receiver(receiver -> receiver.plaintext().bearerToken("abc"))
                    .build())
        .hasMessageContaining("credentialsOverPlaintext")
        .hasMessageNotContaining("abc");
  }

  @Test
  void settingsOfEngineAndTransportMustFit() {
    assertThatThrownBy(
            () ->
                setup("https://localhost/")
                    .emitter(
                        EmitterConfig.builder()
                            .deliver(deliver -> deliver.inFlightTimeout(Duration.ofSeconds(30)))
                            .build())
                    .build())
        .hasMessageContaining("deliver.inFlightTimeout (PT30S) must be longer");
    assertThatThrownBy(
            () ->
                setup("https://localhost/")
                    .transport(HttpConfig.builder().maxRequestBytes(1 << 20).build())
                    .build())
        .hasMessageContaining("insert.maxEventBytes (10000000) must not be larger");
  }
}
