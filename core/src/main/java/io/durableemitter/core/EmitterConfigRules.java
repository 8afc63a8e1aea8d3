package io.durableemitter.core;

import java.time.Duration;

/** What settings may be, alone and together. */
final class EmitterConfigRules {

  // below it any pause of a process makes two of them send the same
  private static final Duration SHORTEST_AGE = Duration.ofMillis(100);

  private EmitterConfigRules() {}

  static void check(EmitterConfig config) {
    Rules.positive("retransmitInterval", config.retransmitInterval());
    Rules.atLeast("retransmitAfter", config.retransmitAfter(), SHORTEST_AGE);
    Rules.atLeastOne("retransmitBatchSize", config.retransmitBatchSize());
    Rules.positive("expiryInterval", config.expiryInterval());
    Rules.positive("eventTtl", config.eventTtl());
    Rules.atLeastOne("expiryBatchSize", config.expiryBatchSize());
    Rules.positive("purgeInterval", config.purgeInterval());
    Rules.atLeastOne("purgeBatchSize", config.purgeBatchSize());
    Rules.positive("publishTimeout", config.publishTimeout());
    Rules.atLeast("inFlightTimeout", config.inFlightTimeout(), Duration.ofSeconds(1));
    Rules.positive("emitTimeout", config.emitTimeout());
    Rules.atLeastOne("maxEventBytes", config.maxEventBytes());
    Rules.atLeastOne("insertBatchSize", config.insertBatchSize());
    Rules.atLeastOne("insertBatchBytes", config.insertBatchBytes());
    Rules.atLeastZero("insertBatchFlushInterval", config.insertBatchFlushInterval());
    Rules.atLeastOne("insertBatchWorkers", config.insertBatchWorkers());
    Rules.atLeastOne("insertQueueSize", config.insertQueueSize());
    Rules.atLeastOne("insertQueueBytes", config.insertQueueBytes());
    Rules.atLeastOne("markBatchSize", config.markBatchSize());
    Rules.atLeastZero("markBatchFlushInterval", config.markBatchFlushInterval());
    Rules.atLeastOne("markBatchWorkers", config.markBatchWorkers());
    Rules.atLeastOne("markQueueSize", config.markQueueSize());
    Rules.positive("claimLease", config.claimLease());
    Rules.atLeastOne("fallbackMaxInFlight", config.fallbackMaxInFlight());
    Rules.atLeastZero("closeTimeout", config.closeTimeout());
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
}
