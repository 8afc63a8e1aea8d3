package io.durableemitter.benchmarks.speed.limit;

import io.durableemitter.benchmarks.Sample;
import io.durableemitter.benchmarks.speed.subject.Percentiles;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;

/** How long one connection takes to insert and commit one row, again and again. */
public final class CommitLimit {

  private CommitLimit() {}

  /** The times of all that fit into some seconds. */
  public static Percentiles measure(Table table, double seconds) throws SQLException {
    Histogram times = new Histogram(1_000, TimeUnit.MINUTES.toNanos(1), 2);
    try (Connection connection = table.connect();
        PreparedStatement insert =
            connection.prepareStatement("INSERT INTO " + table.name() + " (payload) VALUES (?)")) {
      byte[] payload = Sample.payload().toByteArray();
      long end = System.nanoTime() + (long) (seconds * 1e9);
      for (long begin = System.nanoTime(); begin - end < 0; begin = System.nanoTime()) {
        insert.setBytes(1, payload);
        insert.executeUpdate();
        times.recordValue(System.nanoTime() - begin);
      }
    }
    return Percentiles.of(times);
  }
}
