package io.durableemitter.chipingress.internal.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.durableemitter.chipingress.ChipIngressClient;
import java.util.Map;
import org.junit.jupiter.api.Test;

class EndpointTest {

  @Test
  void takesHostAndPort() {
    assertThat(Endpoint.parse("localhost:9090")).isEqualTo(new Endpoint("localhost", 9090));
    assertThat(Endpoint.parse("10.0.0.1:65535")).isEqualTo(new Endpoint("10.0.0.1", 65535));
    assertThat(Endpoint.parse("[::1]:443"))
        .isEqualTo(new Endpoint("::1", 443))
        .hasToString("[::1]:443");
  }

  @Test
  void saysWhatIsWrong() {
    Map.ofEntries(
            Map.entry("", "the port is missing"),
            Map.entry("localhost", "the port is missing"),
            Map.entry("localhost:", "the port is missing"),
            Map.entry(":9090", "the host is missing"),
            Map.entry("https://localhost:9090", "leave out the scheme"),
            Map.entry("localhost:0", "1 to 65535"),
            Map.entry("localhost:65536", "1 to 65535"),
            Map.entry("localhost:99999999999", "1 to 65535"),
            Map.entry("localhost:-1", "not a number"),
            Map.entry("localhost:+1", "not a number"),
            Map.entry("localhost:x", "not a number"),
            Map.entry("::1:443", "brackets"),
            Map.entry("local host:1", "illegal"),
            Map.entry("host/path:1", "illegal"))
        .forEach(
            (text, why) ->
                assertThatThrownBy(() -> ChipIngressClient.builder(text))
                    .as(text)
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("'" + text + "'")
                    .hasMessageContaining(why));
  }

  @Test
  void showsNoControlCharacters() {
    assertThatThrownBy(() -> Endpoint.parse("a\nb"))
        .hasMessageContaining("'a\\u000ab'")
        .hasMessageNotContaining("\n");
  }
}
