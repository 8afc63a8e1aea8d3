package io.durableemitter.benchmarks.speed.limit;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/** How many rows a second get into a table and out again: two writers, and one who removes. */
public final class RawCycle {

  private static final int WRITERS = 2;
  private static final int ROWS = 500;
  private static final int REMOVED = 2_000;
  private static final int MOST_WAITING = 100;

  private final Table table;
  private final RawWriter.Maker maker;
  private final AtomicLong ids = new AtomicLong(1);
  private final BlockingQueue<Long> written = new LinkedBlockingQueue<>(MOST_WAITING);

  private RawCycle(Table table, RawWriter.Maker maker) {
    this.table = table;
    this.maker = maker;
  }

  /** Rows removed in a second. */
  public static double measure(Table table, RawWriter.Maker maker, double seconds)
      throws Exception {
    return new RawCycle(table, maker).run(seconds);
  }

  private double run(double seconds) throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(WRITERS + 1);
    try {
      long begin = System.nanoTime();
      long end = begin + (long) (seconds * 1e9);
      List<Future<?>> writers = new ArrayList<>();
      for (int i = 0; i < WRITERS; i++) {
        writers.add(threads.submit(() -> write(end)));
      }
      Future<Long> removed = threads.submit(() -> remove(end));
      for (Future<?> writer : writers) {
        writer.get();
      }
      return removed.get() * 1e9 / (System.nanoTime() - begin);
    } finally {
      threads.shutdownNow();
    }
  }

  private Void write(long end) throws SQLException, InterruptedException {
    try (Connection connection = table.connect();
        RawWriter writer = maker.on(connection, table.name(), ROWS)) {
      while (System.nanoTime() - end < 0) {
        long first = ids.getAndAdd(ROWS);
        writer.write(first);
        if (!written.offer(first, end - System.nanoTime(), TimeUnit.NANOSECONDS)) {
          return null;
        }
      }
    }
    return null;
  }

  private long remove(long end) throws SQLException, InterruptedException {
    try (Connection connection = table.connect();
        Statement settings = connection.createStatement();
        PreparedStatement delete =
            connection.prepareStatement("DELETE FROM " + table.name() + " WHERE id = ANY (?)")) {
      settings.execute("SET synchronous_commit = off");
      try {
        return remove(delete, end);
      } finally {
        settings.execute("RESET synchronous_commit");
      }
    }
  }

  private long remove(PreparedStatement delete, long end)
      throws SQLException, InterruptedException {
    long removed = 0;
    long[] batch = new long[REMOVED];
    while (true) {
      for (int i = 0; i < REMOVED; i += ROWS) {
        Long first = written.poll(end - System.nanoTime(), TimeUnit.NANOSECONDS);
        if (first == null) {
          return removed;
        }
        for (int j = 0; j < ROWS; j++) {
          batch[i + j] = first + j;
        }
      }
      delete.setObject(1, batch);
      removed += delete.executeUpdate();
    }
  }
}
