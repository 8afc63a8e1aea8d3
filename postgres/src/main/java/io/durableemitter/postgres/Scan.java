package io.durableemitter.postgres;

import io.durableemitter.spi.PendingCursor;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.function.Function;
import java.util.function.LongSupplier;

/**
 * One kind of scan of the queue, whose statements each walk over a window of ids. However many rows
 * are dead, held or not yet due, no statement takes long; the caller goes on where the last one
 * ended. Safe for concurrent use.
 */
final class Scan {

  private final Connections connections;
  private final LowWater lowWater;
  private final WindowSize size;
  private final LongSupplier ticker;

  Scan(Connections connections, LowWater lowWater, WindowSize size, LongSupplier ticker) {
    this.connections = connections;
    this.lowWater = lowWater;
    this.size = size;
    this.ticker = ticker;
  }

  /** What is done with a statement whose first two parameters, those of the window, are set. */
  @FunctionalInterface
  interface Walk<T> {
    T over(Window window, PreparedStatement statement) throws SQLException;
  }

  <T> T walk(
      String what,
      String sql,
      PendingCursor after,
      Walk<T> walk,
      Function<T, PendingCursor> whereItEnded) {
    Window window = lowWater.window(after.id(), size);
    return size.measured(
        ticker,
        window.span(),
        () ->
            connections.statement(
                what,
                sql,
                statement -> {
                  statement.setLong(1, window.after());
                  statement.setLong(2, window.last());
                  return walk.over(window, statement);
                }),
        result -> window.endsAt(whereItEnded.apply(result)));
  }
}
