package io.durableemitter.core.simulation;

import java.util.List;
import java.util.SplittableRandom;
import java.util.UUID;

/** The one source of chance of a world: everything follows from its seed. */
final class Chance {

  private final SplittableRandom random;

  Chance(long seed) {
    random = new SplittableRandom(seed);
  }

  int below(int bound) {
    return random.nextInt(bound);
  }

  int between(int least, int most) {
    return random.nextInt(least, most + 1);
  }

  double share() {
    return random.nextDouble();
  }

  boolean is(double probability) {
    return random.nextDouble() < probability;
  }

  <T> T pick(List<T> some) {
    return some.get(random.nextInt(some.size()));
  }

  UUID uuid() {
    return new UUID(random.nextLong(), random.nextLong());
  }
}
