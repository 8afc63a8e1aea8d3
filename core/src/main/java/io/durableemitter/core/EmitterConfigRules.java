package io.durableemitter.core;

/** What settings may be, alone and together. */
final class EmitterConfigRules {

  private EmitterConfigRules() {}

  static void check(EmitterConfig config) {
    Rules.positive("retransmitInterval", config.retransmitInterval());
    Rules.atLeastZero("retransmitAfter", config.retransmitAfter());
    Rules.atLeastOne("retransmitBatchSize", config.retransmitBatchSize());
    Rules.atLeastOne("retransmitMaxInFlight", config.retransmitMaxInFlight());
    Rules.positive("expiryInterval", config.expiryInterval());
    Rules.positive("eventTtl", config.eventTtl());
    Rules.atLeastOne("expiryBatchSize", config.expiryBatchSize());
    Rules.positive("purgeInterval", config.purgeInterval());
    Rules.atLeastOne("purgeBatchSize", config.purgeBatchSize());
    Rules.positive("publishTimeout", config.publishTimeout());
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
