package io.durableemitter.chaos.load;

import io.durableemitter.api.EmitException;
import io.durableemitter.api.EventEmitter;
import java.util.Map;
import java.util.Random;

/** Threads that emit one body at a rate in common and measure how long that takes. */
public final class TimedCallers implements Load {

  private final EventEmitter emitter;
  private final Map<String, String> attributes;
  private final byte[] body;
  private final int rate;
  private final Latencies times;
  private final CallerThreads threads = new CallerThreads();

  /**
   * Callers that have not begun.
   *
   * @param source of their events
   * @param bytes of data of an event
   * @param rate events per second; 0 for as many as they can
   * @param times where the times go
   */
  public TimedCallers(EventEmitter emitter, String source, int bytes, int rate, Latencies times) {
    this.emitter = emitter;
    this.attributes = Map.of("source", source, "type", "timed");
    this.body = new byte[bytes];
    new Random(1).nextBytes(body);
    this.rate = rate;
    this.times = times;
  }

  @Override
  public void start(int callers) {
    Pace pace = new Pace(rate);
    for (int i = 0; i < callers; i++) {
      threads.start("caller-" + i, () -> emitAll(pace));
    }
  }

  private void emitAll(Pace pace) {
    for (pace.await(); !threads.stoppedWithin(0); pace.await()) {
      long begin = System.nanoTime();
      try {
        emitter.emit(body, attributes);
        times.add(System.nanoTime() - begin);
      } catch (EmitException e) {
        times.failed();
      }
    }
  }

  @Override
  public void stop() {
    threads.stop();
  }

  @Override
  public void finish() throws InterruptedException {
    threads.finish();
  }
}
