package io.durableemitter.chipingress.internal.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class EndpointsTest {

  @Test
  void takesOneOrSeveral() {
    assertThat(Endpoints.parse("a:1").all()).containsExactly(new Endpoint("a", 1));
    assertThat(Endpoints.parse("dns:///a:1")).hasToString("a:1");
    assertThat(Endpoints.parse("a:1, dns:///b:1,[::1]:2"))
        .hasToString("a:1,b:1,[::1]:2")
        .returns("a,b,::1", Endpoints::hosts)
        .returns(java.util.List.of(1, 2), Endpoints::ports);
  }

  @Test
  void saysWhichIsWrong() {
    assertThatThrownBy(() -> Endpoints.parse("a:1,")).hasMessageContaining("''");
    assertThatThrownBy(() -> Endpoints.parse("a:1,b")).hasMessageContaining("'b' is not host:port");
    assertThatThrownBy(() -> Endpoints.parse("a:1,http://b:1"))
        .hasMessageContaining("'http://b:1'")
        .hasMessageContaining("leave out the scheme");
    assertThatThrownBy(() -> Endpoints.parse("a:1,b:1,dns:///a:1"))
        .hasMessageContaining("names a:1 twice");
    String many =
        IntStream.range(0, 101).mapToObj(i -> "h" + i + ":1").collect(Collectors.joining(","));
    assertThatThrownBy(() -> Endpoints.parse(many))
        .hasMessageContaining("101")
        .hasMessageContaining("100");
  }
}
