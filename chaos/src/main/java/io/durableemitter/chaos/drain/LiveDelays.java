package io.durableemitter.chaos.drain;

import com.google.protobuf.Timestamp;
import io.cloudevents.v1.proto.CloudEvent;
import io.durableemitter.chaos.load.Latencies;
import io.durableemitter.ingress.EventObserver;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * How long events of a source take from their emit until the other end has them, counting those
 * that are emitted from a moment on. Both ends read the clock of one machine. Safe for use by
 * several threads.
 */
final class LiveDelays implements EventObserver {

  private static final int MOST = 1_000_000;

  private final String source;
  private volatile Instant since = Instant.MAX;
  private volatile Latencies delays = new Latencies(0);

  LiveDelays(String source) {
    this.source = source;
  }

  /** Counts what is emitted from now on. */
  void begin() {
    delays = new Latencies(MOST);
    since = Instant.now();
  }

  Latencies.Figures figures(double seconds) {
    return delays.figures(seconds);
  }

  @Override
  public void accept(List<CloudEvent> events) {
    Instant now = Instant.now();
    for (CloudEvent event : events) {
      if (event.getSource().equals(source)) {
        Timestamp time = event.getAttributesOrThrow("recordedtime").getCeTimestamp();
        Instant emitted = Instant.ofEpochSecond(time.getSeconds(), time.getNanos());
        if (!emitted.isBefore(since)) {
          delays.add(Duration.between(emitted, now).toNanos());
        }
      }
    }
  }
}
