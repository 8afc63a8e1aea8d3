package io.durableemitter.core;

import java.time.Duration;

/** What settings may be, alone and together. */
final class EmitterConfigRules {

  private EmitterConfigRules() {}

  static void check(EmitterConfig config) {
    positive("retransmitInterval", config.retransmitInterval());
    atLeastZero("retransmitAfter", config.retransmitAfter());
    atLeastOne("retransmitBatchSize", config.retransmitBatchSize());
    atLeastOne("retransmitMaxInFlight", config.retransmitMaxInFlight());
    positive("expiryInterval", config.expiryInterval());
    positive("eventTtl", config.eventTtl());
    atLeastOne("expiryBatchSize", config.expiryBatchSize());
    positive("purgeInterval", config.purgeInterval());
    atLeastOne("purgeBatchSize", config.purgeBatchSize());
    positive("publishTimeout", config.publishTimeout());
    positive("emitTimeout", config.emitTimeout());
    atLeastOne("maxEventBytes", config.maxEventBytes());
    atLeastOne("insertBatchSize", config.insertBatchSize());
    atLeastOne("insertBatchBytes", config.insertBatchBytes());
    atLeastZero("insertBatchFlushInterval", config.insertBatchFlushInterval());
    atLeastOne("insertBatchWorkers", config.insertBatchWorkers());
    atLeastOne("insertQueueSize", config.insertQueueSize());
    atLeastOne("insertQueueBytes", config.insertQueueBytes());
    atLeastOne("markBatchSize", config.markBatchSize());
    atLeastZero("markBatchFlushInterval", config.markBatchFlushInterval());
    atLeastOne("markBatchWorkers", config.markBatchWorkers());
    atLeastOne("markQueueSize", config.markQueueSize());
    atLeastOne("fallbackMaxInFlight", config.fallbackMaxInFlight());
    atLeastZero("closeTimeout", config.closeTimeout());
    if (config.eventTtl().compareTo(config.retransmitAfter()) <= 0) {
      throw new IllegalArgumentException(
          "eventTtl ("
              + config.eventTtl()
              + ") must be longer than retransmitAfter ("
              + config.retransmitAfter()
              + "), or events expire before they are sent again");
    }
    if (config.maxEventBytes() > config.insertQueueBytes()) {
      throw new IllegalArgumentException(
          "maxEventBytes ("
              + config.maxEventBytes()
              + ") must not be larger than insertQueueBytes ("
              + config.insertQueueBytes()
              + ")");
    }
  }

  private static void atLeastOne(String name, long value) {
    if (value < 1) {
      throw new IllegalArgumentException(name + " must be at least 1 but is " + value);
    }
  }

  private static void atLeastZero(String name, Duration value) {
    if (value.isNegative()) {
      throw new IllegalArgumentException(name + " must not be negative but is " + value);
    }
  }

  private static void positive(String name, Duration value) {
    if (value.isNegative() || value.isZero()) {
      throw new IllegalArgumentException(name + " must be longer than zero but is " + value);
    }
  }
}
