package io.durableemitter.ingress;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

class ClientCountsTest {

  private final ClientCounts clients = new ClientCounts();

  @Test
  void thoseWhoComeAfterAHundredShareACount() {
    for (int i = 0; i < 1_000; i++) {
      clients.of("client-" + i).received.add(i == 5 ? 100 : 1);
    }
    Map<String, Map<String, Long>> shown = clients.shown();
    assertThat(shown).hasSize(ClientCounts.MOST + 1);
    assertThat(shown.keySet()).startsWith(ClientCounts.OTHER, "client-5");
    assertThat(shown.get(ClientCounts.OTHER)).containsEntry("received", 900L);
    assertThat(shown.get("client-99")).containsEntry("received", 1L);
    assertThat(shown).doesNotContainKey("client-100");
  }

  @Test
  void aResetForgetsThem() {
    clients.of("one").accepted.increment();
    clients.reset();
    assertThat(clients.shown()).isEmpty();
  }
}
