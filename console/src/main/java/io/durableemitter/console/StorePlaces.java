package io.durableemitter.console;

import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * Lets a few requests ask the store at a time, so that those who look do not take the connections
 * of those who emit. The next waits for a moment, and is told so if that is not enough.
 */
final class StorePlaces {

  static final int MOST = 3;
  private static final Duration PATIENCE = Duration.ofSeconds(2);

  private final Semaphore places = new Semaphore(MOST, true);

  /** The same route, within the bound. */
  Routes.Route bounded(Routes.Route route) {
    return call -> {
      take();
      try {
        return route.answer(call);
      } finally {
        places.release();
      }
    };
  }

  private void take() {
    try {
      if (!places.tryAcquire(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
        throw new Refusal(
            503, MOST + " requests ask the database already; try again when they are answered");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new Refusal(503, "the console is ending");
    }
  }
}
