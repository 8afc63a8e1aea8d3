package io.durableemitter.chipingress;

import static org.assertj.core.api.Assertions.assertThat;

import io.durableemitter.api.internal.log.LogThrottle;
import io.durableemitter.chipingress.internal.client.Endpoints;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** Time is stepped by hand. */
class SizeLimitTest {

  private static final long MOST = 1_000_000;
  private static final Duration PAUSE = Duration.ofNanos(SizeLimit.SHORTEST_PAUSE_NANOS);

  private final AtomicLong nanos = new AtomicLong();
  private final SizeLimit limit =
      new SizeLimit(Endpoints.parse("host:1"), MOST, nanos::get, new LogThrottle(System::nanoTime));

  @Test
  void fallsToHalfOfWhatTheServerRefusedButNotBelowItsFloor() {
    limit.foundTooLarge(request(500_000));
    assertThat(limit.bytes()).isBetween(250_000L, 250_100L);
    limit.foundTooLarge(request(900_000));
    assertThat(limit.bytes()).as("a smaller one is known").isBetween(250_000L, 250_100L);
    limit.foundTooLarge(request(100));
    assertThat(limit.bytes()).isEqualTo(SizeLimit.FLOOR);
  }

  @Test
  void growsAgainStepByStepWhileTheServerTakesWhatIsNearIt() {
    limit.foundTooLarge(request(500_000));
    long fallen = limit.bytes();
    limit.taken(request(200_000));
    assertThat(limit.bytes()).as("too soon").isEqualTo(fallen);
    advance(PAUSE);
    limit.taken(request(100_000));
    assertThat(limit.bytes()).as("says nothing of larger ones").isEqualTo(fallen);
    limit.taken(request(200_000));
    assertThat(limit.bytes()).isEqualTo(2 * fallen);
    limit.taken(request(400_000));
    assertThat(limit.bytes()).as("one step at a time").isEqualTo(2 * fallen);
    advance(PAUSE);
    limit.taken(request(400_000));
    assertThat(limit.bytes()).isEqualTo(MOST);
    advance(PAUSE);
    limit.taken(request(900_000));
    assertThat(limit.bytes()).as("never beyond what is configured").isEqualTo(MOST);
  }

  @Test
  void triesMoreRarelyWhatFailedBefore() {
    limit.foundTooLarge(request(200_000));
    Duration pause = PAUSE;
    for (int i = 0; i < 10; i++) {
      advance(pause.minusNanos(1));
      limit.taken(request(90_000));
      assertThat(limit.bytes()).as("fall %s, after %s", i, pause).isLessThan(110_000);
      advance(Duration.ofNanos(1));
      limit.taken(request(90_000));
      assertThat(limit.bytes()).as("fall %s, after %s", i, pause).isGreaterThan(190_000);
      limit.foundTooLarge(request(200_000));
      pause = pause.multipliedBy(2);
      if (pause.compareTo(Duration.ofHours(1)) > 0) {
        pause = Duration.ofHours(1);
      }
    }
  }

  @Test
  void halvesOfOneRequestAreOneFall() {
    limit.foundTooLarge(request(200_000));
    advance(PAUSE);
    limit.taken(request(90_000));
    limit.foundTooLarge(request(200_000));
    limit.foundTooLarge(request(100_000));
    limit.foundTooLarge(request(50_000));
    advance(PAUSE.multipliedBy(2));
    limit.taken(request(24_000));
    assertThat(limit.bytes()).isBetween(50_000L, 50_200L);
    // what it grew to has proven right: from here on it may grow as fast as at first
    advance(PAUSE.multipliedBy(2));
    limit.taken(request(49_000));
    advance(PAUSE);
    limit.taken(request(98_000));
    assertThat(limit.bytes()).isBetween(200_000L, 200_800L);
  }

  private void advance(Duration time) {
    nanos.addAndGet(time.toNanos());
  }

  private static List<Message> request(int bytes) {
    return List.of(
        Events.message(Events.event("a", bytes / 2)), Events.message(Events.event("b", bytes / 2)));
  }
}
