package io.durableemitter.benchmarks.speed.limit;

import java.sql.Connection;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;

/** How many rows a second get into a table. */
public final class RawInserts {

  private RawInserts() {}

  /** An INSERT from arrays. */
  public static RawWriter.Maker unnest() {
    return UnnestWriter::new;
  }

  /** COPY. */
  public static RawWriter.Maker copy() {
    return CopyWriter::new;
  }

  /** Rows a second, of some connections with so many rows in a statement each. */
  public static double measure(
      Table table, RawWriter.Maker maker, int connections, int rows, double seconds)
      throws Exception {
    AtomicLong ids = new AtomicLong(1);
    ExecutorService threads = Executors.newFixedThreadPool(connections);
    try {
      long begin = System.nanoTime();
      long end = begin + (long) (seconds * 1e9);
      List<Future<?>> writers = new ArrayList<>();
      for (int i = 0; i < connections; i++) {
        writers.add(
            threads.submit(
                () -> {
                  try (Connection connection = table.connect();
                      RawWriter writer = maker.on(connection, table.name(), rows)) {
                    while (System.nanoTime() - end < 0) {
                      writer.write(ids.getAndAdd(rows));
                    }
                  }
                  return null;
                }));
      }
      for (Future<?> writer : writers) {
        writer.get();
      }
      return (ids.get() - 1) * 1e9 / (System.nanoTime() - begin);
    } finally {
      threads.shutdownNow();
    }
  }
}
