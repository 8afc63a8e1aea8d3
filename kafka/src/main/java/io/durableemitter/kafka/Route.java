package io.durableemitter.kafka;

import io.durableemitter.api.DeliveryResult;
import java.util.Optional;

/** Where an event goes, or why it goes nowhere. */
sealed interface Route {

  /** To a topic, maybe with a key. */
  record To(String topic, Optional<String> key) implements Route {}

  /** Refused. */
  record Refused(DeliveryResult result) implements Route {}
}
