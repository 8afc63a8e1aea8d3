package io.durableemitter.testkit;

import io.durableemitter.api.DeliveryResult;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** Decides the result of each event that is handed over. Guarded by its transport. */
final class FaultScript {

  private final Map<Long, DeliveryResult> rejections = new HashMap<>();
  private Function<ScriptedTransport.Message, Optional<DeliveryResult>> answers =
      message -> Optional.empty();
  private DeliveryResult failure = DeliveryResult.delivered();
  private int failures;
  private long taken;

  void answering(Function<ScriptedTransport.Message, Optional<DeliveryResult>> value) {
    answers = value;
  }

  void reject(int number, DeliveryResult rejection) {
    if (number < 1) {
      throw new IllegalArgumentException(
          "number must be at least 1, the next event, but is " + number);
    }
    rejections.put(taken + number, rejection);
  }

  void fail(int events, DeliveryResult result) {
    if (events < 0) {
      throw new IllegalArgumentException("events must not be negative but is " + events);
    }
    failures = events;
    failure = result;
  }

  /** A rejection comes before a failure, and uses none up. */
  Optional<DeliveryResult> next(ScriptedTransport.Message message) {
    taken++;
    DeliveryResult rejection = rejections.remove(taken);
    if (rejection != null) {
      return Optional.of(rejection);
    }
    if (failures > 0) {
      failures--;
      return Optional.of(failure);
    }
    return answers.apply(message);
  }
}
