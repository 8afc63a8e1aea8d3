package io.durableemitter.testkit;

import io.durableemitter.api.DeliveryResult;
import io.durableemitter.spi.DeliveryCallback;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** An event that a scripted transport has taken and not answered. */
record HeldEvent(DeliveryCallback callback, Optional<DeliveryResult> atRelease) {

  private static final System.Logger log = System.getLogger(HeldEvent.class.getName());

  void answer(DeliveryResult result) {
    answer(callback, result);
  }

  static void answer(DeliveryCallback callback, DeliveryResult result) {
    try {
      callback.onResult(result);
    } catch (RuntimeException | Error thrown) {
      log.log(System.Logger.Level.WARNING, "a callback threw", thrown);
    }
  }

  /** Answers all, then throws what the first callback has thrown, for the test that called. */
  static void answerAll(List<HeldEvent> events, DeliveryResult result) {
    List<Runnable> thrown = new ArrayList<>();
    for (HeldEvent one : events) {
      try {
        one.callback.onResult(result);
      } catch (RuntimeException e) {
        thrown.add(
            () -> {
              throw e;
            });
      } catch (Error e) {
        thrown.add(
            () -> {
              throw e;
            });
      }
    }
    thrown.stream().findFirst().ifPresent(Runnable::run);
  }
}
