package io.durableemitter.chipingress;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class RequestSplitterTest {

  @Test
  void keepsOrderAndLimitsAndLosesNothing() {
    for (int seed = 0; seed < 500; seed++) {
      Random random = new Random(seed);
      List<Message> batch = new ArrayList<>();
      for (int i = 1 + random.nextInt(40); i > 0; i--) {
        batch.add(Events.message(Events.event("id", random.nextInt(2_000))));
      }
      long most = 200L + random.nextInt(2_000);
      long target = 100L + random.nextInt((int) most);

      RequestSplitter split = RequestSplitter.split(batch, target, most);

      assertThat(split.oversized())
          .as("seed %s", seed)
          .isEqualTo(
              batch.stream().filter(message -> EncodedBatch.sizeAlone(message) > most).toList());
      assertThat(split.requests().stream().flatMap(List::stream).toList())
          .as("seed %s", seed)
          .isEqualTo(
              batch.stream().filter(message -> EncodedBatch.sizeAlone(message) <= most).toList());
      for (int i = 0; i < split.requests().size(); i++) {
        List<Message> request = split.requests().get(i);
        assertThat(request.size() == 1 || size(request) <= target).as("seed %s", seed).isTrue();
        if (i > 0) {
          assertThat(size(split.requests().get(i - 1)) + request.get(0).wireSize())
              .as("seed %s: a request could have taken more", seed)
              .isGreaterThan(target);
        }
      }
    }
  }

  private static long size(List<Message> request) {
    return request.stream().mapToLong(Message::wireSize).sum();
  }
}
