package io.durableemitter.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import io.durableemitter.chaos.check.Eventually;
import io.durableemitter.chipingress.auth.AuthConfig;
import io.durableemitter.chipingress.auth.Ed25519Signer;
import io.durableemitter.core.DurableEmitter;
import io.durableemitter.core.config.EmitterConfig;
import io.durableemitter.ingress.IngressServer;
import io.durableemitter.ingress.auth.TokenPolicy;
import io.durableemitter.setup.DurableEmitterSetup;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Tokens from the emitter to the ingress, and a fault of the credentials that is mended. */
@Timeout(120)
class SecuredDeliveryTest {

  private static final Map<String, String> ATTRIBUTES = Map.of("source", "s", "type", "t");

  @TempDir private Path folder = Path.of("");

  @Test
  void eventsOfAKeyThatIsNotAllowedWaitAndArriveOnceItIs() throws Exception {
    Ed25519Signer key = Ed25519Signer.generate();
    Path keys = Files.writeString(folder.resolve("keys"), "# nobody yet\n");
    try (TestEnvironment environment = new TestEnvironment();
        IngressServer ingress =
            IngressServer.builder().tokens(TokenPolicy.builder().keyFile(keys).build()).build()) {
      ingress.start();
      DurableEmitter emitter =
          DurableEmitterSetup.builder(environment.store())
              .endpoint("localhost:" + ingress.port())
              .plaintext()
              .credentialsOverPlaintext()
              .auth(AuthConfig.rotating(key, Duration.ofMinutes(10)))
              .fallback()
              .emitter(
                  EmitterConfig.builder()
                      // the insert is not late
                      .retransmit(
                          retransmit ->
                              retransmit
                                  .after(Duration.ofSeconds(2))
                                  .interval(Duration.ofMillis(50)))
                      .build())
              .build();
      try (emitter) {
        emitter.start();
        emitter.emit(new byte[] {1}, ATTRIBUTES);
        Eventually.holds(
            () -> emitter.stats().toString(), () -> emitter.stats().fallbackFailures() >= 1);
        assertThat(environment.rows()).isEqualTo(1);
        assertThat(ingress.sink().distinctCount()).isZero();
        assertThat(emitter.health().isReady()).as("events are still taken").isTrue();

        Files.writeString(keys, key.publicKeyHex());
        Eventually.holds(() -> emitter.stats().toString(), () -> environment.rows() == 0);
        assertThat(ingress.sink().distinctCount()).isEqualTo(1);
      }
    }
  }
}
