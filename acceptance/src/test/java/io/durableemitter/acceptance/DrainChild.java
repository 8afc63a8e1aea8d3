package io.durableemitter.acceptance;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.durableemitter.acceptance.load.Latencies;
import io.durableemitter.acceptance.load.Pace;
import io.durableemitter.core.DurableEmitter;
import io.durableemitter.core.EmitterConfig;
import io.durableemitter.api.EmitterStats;
import io.durableemitter.postgres.PgDurableEventStore;
import io.durableemitter.setup.DurableEmitterSetup;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * The emitter that {@link Drain} watches, in a JVM of its own with a small heap and all settings at
 * their defaults. Emits with some threads if asked to, at a rate or as fast as it can, and ends
 * when its input ends.
 */
final class DrainChild {

  private static final int MOST_TIMES = 1_000_000;

  private final CountDownLatch ended = new CountDownLatch(1);
  private final Latencies times = new Latencies(MOST_TIMES);
  private volatile long maxHeapBytes;

  private DrainChild() {}

  /**
   * Arguments: database URL, table, port of the ingress, emitting threads, bytes of a body, rate.
   */
  public static void main(String[] args) throws Exception {
    new DrainChild().run(args);
  }

  private void run(String[] args) throws Exception {
    HikariConfig pool = new HikariConfig();
    pool.setJdbcUrl(args[0]);
    pool.setMaximumPoolSize(8);
    EmitterStats stats;
    Latencies.Figures emits;
    try (HikariDataSource dataSource = new HikariDataSource(pool)) {
      DurableEmitter emitter =
          DurableEmitterSetup.builder(
                  PgDurableEventStore.builder(dataSource).table(args[1]).build())
              .endpoint("localhost:" + args[2])
              .plaintext()
              .emitter(EmitterConfig.ofDefaults())
              .build();
      try (emitter) {
        emitter.start();
        daemon(this::watchHeap);
        Pace pace = new Pace(Integer.parseInt(args[5]));
        long begin = System.nanoTime();
        for (int i = 0; i < Integer.parseInt(args[3]); i++) {
          daemon(() -> emit(emitter, Integer.parseInt(args[4]), pace));
        }
        waitForTheEndOfInput();
        emits = times.figures((System.nanoTime() - begin) / 1e9);
      }
      stats = emitter.stats();
    }
    Map<String, Object> figures = new LinkedHashMap<>();
    figures.put("delivered", stats.delivered());
    figures.put("retransmitted", stats.retransmitted());
    figures.put("deliveryFailures", stats.deliveryFailures());
    figures.put("bufferFull", stats.bufferFull());
    figures.put("emits", emits);
    figures.put("maxHeapBytes", maxHeapBytes);
    System.out.println(new ObjectMapper().writeValueAsString(figures));
  }

  private static void daemon(Runnable work) {
    Thread thread = new Thread(work);
    thread.setDaemon(true);
    thread.start();
  }

  private void waitForTheEndOfInput() throws IOException {
    int c = System.in.read();
    while (c >= 0) {
      c = System.in.read();
    }
    ended.countDown();
  }

  private void watchHeap() {
    Runtime runtime = Runtime.getRuntime();
    try {
      do {
        maxHeapBytes = Math.max(maxHeapBytes, runtime.totalMemory() - runtime.freeMemory());
      } while (!ended.await(20, TimeUnit.MILLISECONDS));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void emit(DurableEmitter emitter, int bytes, Pace pace) {
    byte[] body = new byte[bytes];
    new Random(1).nextBytes(body);
    Map<String, String> attributes = Map.of("source", Drain.LIVE, "type", "drain");
    for (pace.await(); ended.getCount() > 0; pace.await()) {
      long begin = System.nanoTime();
      emitter.emit(body, attributes);
      times.add(System.nanoTime() - begin);
    }
  }
}
