package io.durableemitter.examples;

import io.durableemitter.api.EmitReceipt;
import io.durableemitter.api.Event;
import io.durableemitter.api.HealthReport;
import io.durableemitter.core.DurableEmitter;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32;

/**
 * Several emitters as one: each has a table or a database of its own, and a key goes to the same
 * one always, in every process and in every release. Their number must not change while events are
 * pending whose order matters: a key may have another shard afterwards. Safe for concurrent use.
 */
final class ShardedEmitter implements AutoCloseable {

  private final List<DurableEmitter> shards;

  /** Takes emitters that have not been started; they belong to it from then on. */
  ShardedEmitter(List<DurableEmitter> shards) {
    this.shards = List.copyOf(shards);
  }

  /** Starts all; if one cannot, those that were started are closed. */
  void start() {
    boolean started = false;
    try {
      shards.forEach(DurableEmitter::start);
      started = true;
    } finally {
      if (!started) {
        close();
      }
    }
  }

  /** Stores an event where the events of its key are. */
  EmitReceipt emit(String key, Event event) {
    return shards.get(shardOf(key)).emit(event);
  }

  /** By a checksum of the bytes of the key: {@code hashCode} is no promise to other languages. */
  int shardOf(String key) {
    CRC32 sum = new CRC32();
    sum.update(key.getBytes(StandardCharsets.UTF_8));
    return (int) (sum.getValue() % shards.size());
  }

  /** What each says, by its number: the worst of them is the state of all. */
  HealthReport health() {
    List<HealthReport.Component> all = new ArrayList<>();
    for (int i = 0; i < shards.size(); i++) {
      for (HealthReport.Component one : shards.get(i).health().components()) {
        all.add(
            new HealthReport.Component(
                "shard-" + i + "." + one.name(), one.state(), one.detail(), one.since()));
      }
    }
    return new HealthReport(all);
  }

  /**
   * Closes all at once, so that it takes as long as the slowest and not as long as all together.
   */
  @Override
  public void close() {
    List<Thread> closing =
        shards.stream().map(shard -> new Thread(shard::close, "close-shard")).toList();
    closing.forEach(Thread::start);
    for (Thread one : closing) {
      try {
        one.join();
      } catch (InterruptedException e) {
        // each ends by its own closeTimeout; whoever waits here has been told to stop
        Thread.currentThread().interrupt();
        return;
      }
    }
  }
}
