package io.durableemitter.chipingress.internal.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.durableemitter.chipingress.internal.client.ConcurrencyLimit.Load;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class ConcurrencyLimitTest {

  private static final long USUAL = 30;

  private long nanos = Long.MAX_VALUE - TimeUnit.HOURS.toNanos(1); // the ticker may overflow
  private ConcurrencyLimit limit = limit(8);

  @Test
  void beginsAtItsBoundAndGoodAnswersDoNotRaiseItFurther() {
    assertThat(limit.current()).isEqualTo(8);
    repeat(100, USUAL);
    assertThat(limit.current()).isEqualTo(8);
  }

  @Test
  void overloadHalvesItDownToOne() {
    for (int expected : new int[] {4, 2, 1, 1}) {
      call(5, Load.TOO_MUCH, limit.current());
      assertThat(limit.current()).isEqualTo(expected);
    }
  }

  @Test
  void aRoundOfGoodAnswersAddsOne() {
    call(5, Load.TOO_MUCH, 8);
    call(5, Load.TOO_MUCH, 4);
    call(5, Load.TOO_MUCH, 2);
    assertThat(limit.current()).isEqualTo(1);
    int answers = 0;
    while (limit.current() < 8 && answers < 100) {
      call(USUAL, Load.BORNE, limit.current());
      answers++;
    }
    // 1 + 2 + ... + 7, and a few since each answer of a round adds a little less than the last
    assertThat(answers).isBetween(28, 40);
  }

  @Test
  void itDoesNotGrowWhileItIsNotUsed() {
    call(5, Load.TOO_MUCH, 8);
    for (int i = 0; i < 100; i++) {
      call(USUAL, Load.BORNE, 3);
    }
    assertThat(limit.current()).isEqualTo(4);
  }

  @Test
  void oneBurstOfFailuresLowersItOnce() {
    long begun = nanos;
    step(100);
    for (int i = 8; i > 0; i--) {
      limit.ended(begun, Load.TOO_MUCH, i);
    }
    assertThat(limit.current()).isEqualTo(4);
    for (int i = 0; i < 100; i++) {
      limit.ended(begun, Load.BORNE, 8);
    }
    assertThat(limit.current()).isEqualTo(4);
  }

  @Test
  void halvingBeginsAtWhatIsUnderWay() {
    limit = limit(1_000);
    call(5, Load.TOO_MUCH, 10);
    assertThat(limit.current()).isEqualTo(5);
  }

  @Test
  void otherFailuresSayNothing() {
    for (int i = 0; i < 100; i++) {
      call(5_000, Load.UNKNOWN, 8);
    }
    assertThat(limit.current()).isEqualTo(8);
  }

  @Test
  void aServerFarSlowerThanUsualLowersItAndBackToUsualItGrows() {
    repeat(50, USUAL);
    call(USUAL * 5, Load.BORNE, 8);
    assertThat(limit.current()).as("in proportion").isEqualTo(4);
    for (int i = 0; i < 10; i++) {
      call(USUAL * 20, Load.BORNE, limit.current());
    }
    assertThat(limit.current()).isEqualTo(1);
    repeat(50, USUAL);
    assertThat(limit.current()).isEqualTo(8);
  }

  @Test
  void slownessThatTheSendsUnderWayDoNotCauseLowersNothing() {
    repeat(50, USUAL);
    for (int i = 0; i < 10; i++) {
      call(USUAL * 20, Load.BORNE, 1);
    }
    assertThat(limit.current()).isEqualTo(8);
  }

  @Test
  void differencesTooSmallToBeLoadLowerNothing() {
    for (int i = 0; i < 100; i++) {
      call(1, Load.BORNE, 8);
    }
    for (int i = 0; i < 100; i++) {
      call(20, Load.BORNE, 8);
    }
    assertThat(limit.current()).isEqualTo(8);
  }

  @Test
  void whatLastsBecomesTheUsual() {
    repeat(50, USUAL);
    int calls = 0;
    int lowest = 8;
    while (lowest == 8 || limit.current() < 8) {
      call(USUAL * 10, Load.BORNE, limit.current());
      lowest = Math.min(lowest, limit.current());
      calls++;
      assertThat(calls).isLessThan(200);
    }
    assertThat(lowest).isEqualTo(1);
  }

  @Test
  void whateverHappensItStaysWithinItsBoundsAndComesBack() {
    for (int seed = 0; seed < 500; seed++) {
      Random random = new Random(seed);
      int most = 1 + random.nextInt(20);
      limit = limit(most);
      for (int i = 0; i < 300; i++) {
        call(
            1 + random.nextInt(2_000),
            List.of(Load.BORNE, Load.TOO_MUCH, Load.UNKNOWN).get(random.nextInt(3)),
            1 + random.nextInt(most + 1));
        assertThat(limit.current()).as("seed %s", seed).isBetween(1, most);
      }
      for (int i = 0; i < 1_000 && limit.current() < most; i++) {
        call(USUAL, Load.BORNE, limit.current());
      }
      assertThat(limit.current()).as("seed %s", seed).isEqualTo(most);
    }
  }

  private ConcurrencyLimit limit(int most) {
    return new ConcurrencyLimit(most, () -> nanos);
  }

  private void repeat(int times, long millis) {
    for (int i = 0; i < times; i++) {
      call(millis, Load.BORNE, limit.current());
    }
  }

  private void call(long millis, Load load, int underWay) {
    long begun = nanos;
    step(millis);
    limit.ended(begun, load, underWay);
    step(1);
  }

  private void step(long millis) {
    nanos += TimeUnit.MILLISECONDS.toNanos(millis);
  }
}
