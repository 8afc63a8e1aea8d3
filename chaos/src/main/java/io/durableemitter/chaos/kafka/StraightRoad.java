package io.durableemitter.chaos.kafka;

import io.durableemitter.kafka.EventRule;
import io.durableemitter.kafka.KafkaBatchEmitter;
import io.durableemitter.spi.BatchEmitter;

/** The emitter's own Kafka transport; there is nothing between that could be killed. */
record StraightRoad(String servers, String topic) implements Road {

  @Override
  public BatchEmitter transport() {
    return KafkaBatchEmitter.builder(servers, EventRule.of(topic)).build();
  }

  @Override
  public String killing() {
    return "nothing else to kill";
  }

  @Override
  public void kill() {}

  @Override
  public String restarting() {
    return "nothing else to start";
  }

  @Override
  public void restart() {}

  @Override
  public void close() {}
}
