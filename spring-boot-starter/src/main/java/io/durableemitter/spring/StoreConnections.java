package io.durableemitter.spring;

import javax.sql.DataSource;

/**
 * Where the store takes its connections from. Not a DataSource bean: that would be a second one
 * beside the application's, and what asks for the only one would find none.
 */
final class StoreConnections implements AutoCloseable {

  private final DataSource dataSource;
  private final Runnable end;

  private StoreConnections(DataSource dataSource, Runnable end) {
    this.dataSource = dataSource;
    this.end = end;
  }

  /** Of a bean, which others close. */
  static StoreConnections of(DataSource bean) {
    return new StoreConnections(bean, () -> {});
  }

  /** Of a pool that nobody else has. */
  static StoreConnections owned(DataSource pool, Runnable end) {
    return new StoreConnections(pool, end);
  }

  DataSource dataSource() {
    return dataSource;
  }

  @Override
  public void close() {
    end.run();
  }
}
