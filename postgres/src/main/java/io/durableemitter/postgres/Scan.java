package io.durableemitter.postgres;

import io.durableemitter.spi.PendingCursor;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.OptionalLong;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/**
 * One kind of scan of the queue, whose statements each walk over a window of ids with {@link
 * #MOST_ROWS} rows at most. However many rows are dead, held or not yet due, no statement takes
 * long; the caller goes on where the last one ended. Safe for concurrent use.
 */
final class Scan {

  static final int MOST_ROWS = 20_000;

  private final Connections connections;
  private final Sql sql;
  private final TableName table;
  private final LowWater lowWater;
  private final WindowSize size;
  private final LongSupplier ticker;
  private volatile @Nullable Window lastCut;

  Scan(
      Connections connections,
      Sql sql,
      TableName table,
      LowWater lowWater,
      WindowSize size,
      LongSupplier ticker) {
    this.connections = connections;
    this.sql = sql;
    this.table = table;
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
      String text,
      PendingCursor after,
      Walk<T> walk,
      Function<T, PendingCursor> whereItEnded) {
    Window window = inRows(lowWater.window(after.id(), size));
    return size.measured(
        ticker,
        window.span(),
        () ->
            connections.statement(
                what,
                text,
                statement -> {
                  statement.setLong(1, window.after());
                  statement.setLong(2, window.last());
                  return walk.over(window, statement);
                }),
        result -> window.endsAt(whereItEnded.apply(result)));
  }

  /**
   * Cuts a window of more ids than that behind as many rows. Windows grow where ids are few, and
   * the next one may be full of rows: behind a gap that would be all of the queue.
   */
  private Window inRows(Window window) {
    if (window.span() <= MOST_ROWS) {
      return window;
    }
    Window known = lastCut;
    if (known != null && known.contains(window.after())) {
      return window.upTo(Math.min(window.last(), known.last()));
    }
    OptionalLong last =
        size.measured(ticker, window.span(), () -> lastOfRows(window), found -> false);
    if (last.isEmpty()) {
      return window;
    }
    Window cut = window.upTo(last.getAsLong());
    size.set(cut.span());
    lastCut = cut;
    return cut;
  }

  private OptionalLong lastOfRows(Window window) {
    return connections.statement(
        "looking for rows of " + table,
        sql.of(QueueSql.LAST_OF_ROWS),
        statement -> {
          statement.setLong(1, window.after());
          statement.setLong(2, window.last());
          statement.setInt(3, MOST_ROWS - 1);
          return LongStream.of(QueueScans.ids(statement)).findFirst();
        });
  }
}
