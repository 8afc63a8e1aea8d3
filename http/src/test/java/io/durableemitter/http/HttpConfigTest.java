package io.durableemitter.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.Set;
import java.util.function.UnaryOperator;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.Test;

/** Settings are checked by name, and so is the endpoint. */
class HttpConfigTest {

  private static void wrong(UnaryOperator<HttpConfig.Builder> change, String message) {
    assertThatThrownBy(() -> change.apply(HttpConfig.builder()).build())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(message);
  }

  private static void wrongEndpoint(String endpoint, String message) {
    assertThatThrownBy(() -> HttpBatchEmitter.builder(endpoint).build())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(message)
        .hasMessageNotContaining("hidden");
  }

  @Test
  void whatIsOutOfRangeIsNamed() {
    wrong(c -> c.callTimeout(Duration.ZERO), "callTimeout must be PT0.001S to PT24H");
    wrong(c -> c.connectTimeout(Duration.ofSeconds(11)), "callTimeout must be at least connectT");
    wrong(c -> c.shutdownTimeout(Duration.ofSeconds(-1)), "shutdownTimeout must be PT0S");
    wrong(c -> c.longestRetryAfter(Duration.ofDays(2)), "longestRetryAfter must be PT0S");
    wrong(c -> c.maxRequestBytes(1), "maxRequestBytes must be 16384");
    wrong(c -> c.clientName(" "), "clientName must not be blank");
    wrong(c -> c.batching(b -> b.workers(1_001)), "batching.workers must be 1 to 1000");
    wrong(c -> c.batching(b -> b.batchSize(100_001)), "batching.batchSize must be 1 to 100000");
    wrong(c -> c.batching(b -> b.batchBytes(11 << 20)), "batching.batchBytes must be 1024");
    wrong(c -> c.batching(b -> b.queueBytes(1)), "batching.queueBytes must be at least maxR");
    wrong(c -> c.permanentStatuses(Set.of(429)), "permanentStatuses must be statuses by which");
    wrong(c -> c.permanentStatuses(Set.of(500)), "but one is 500");
  }

  @Test
  void aCopyHasTheSameSettings() {
    HttpConfig config =
        HttpConfig.builder()
            .contentMode(ContentMode.BATCH)
            .batching(batching -> batching.workers(3))
            .connectTimeout(Duration.ofSeconds(1))
            .callTimeout(Duration.ofSeconds(2))
            .shutdownTimeout(Duration.ofSeconds(3))
            .longestRetryAfter(Duration.ofSeconds(4))
            .maxRequestBytes(5 << 20)
            .permanentStatuses(Set.of(400))
            .clientName("webhook")
            .build();
    assertThat(config.toBuilder().build()).usingRecursiveComparison().isEqualTo(config);
  }

  @Test
  void anEndpointThatIsNoneIsRefusedWithWhatWouldBeRight() throws Exception {
    wrongEndpoint("localhost:8080", "it must begin with https://");
    wrongEndpoint("ftp://example.org", "it must begin with https://");
    wrongEndpoint("https://a b", "is not a URL such as https://example.org/events");
    wrongEndpoint("https:///path", "the host is missing");
    wrongEndpoint("https://example.org:99999/", "the port must be 1 to 65535");
    wrongEndpoint("https://example.org/#part", "leave out the fragment");
    wrongEndpoint("https://user:hidden@example.org/", "leave out user and password");
    wrongEndpoint("https://user:hidden@exa mple.org/?a=hidden", "is not a URL");
    wrongEndpoint("http://example.org/?key=hidden", "has no TLS");
    assertThatThrownBy(() -> HttpBatchEmitter.builder("https://example.org").plaintext().build())
        .hasMessageContaining("plaintext() is for http");
    SSLContext context = SSLContext.getDefault();
    assertThatThrownBy(
            () ->
                HttpBatchEmitter.builder("http://example.org")
                    .plaintext()
                    .sslContext(context)
                    .build())
        .hasMessageContaining("sslContext is for https");
  }
}
