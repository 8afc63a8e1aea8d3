package io.durableemitter.postgres;

import com.zaxxer.hikari.HikariDataSource;
import java.sql.SQLException;
import java.util.Optional;
import java.util.OptionalInt;
import javax.sql.DataSource;

/**
 * How many connections a pool has, told by HikariCP if it is one. JDBC has no word for it, and to
 * try by taking connections would take them from whoever shares the pool, at the moment of a start.
 */
final class PoolSize {

  private PoolSize() {}

  /** What is wrong with a pool for so many users; empty if nothing is, or it cannot be told. */
  static Optional<String> weakness(DataSource dataSource, int users) {
    OptionalInt size = of(dataSource);
    return size.isPresent() && size.getAsInt() < users
        ? Optional.of(
            "its pool has at most "
                + size.getAsInt()
                + " connections for "
                + users
                + " threads of the emitter, so that emits wait for a connection under load; give the"
                + " emitter a pool of its own with maximumPoolSize of at least "
                + users)
        : Optional.empty();
  }

  private static OptionalInt of(DataSource dataSource) {
    try {
      return Hikari.size(dataSource);
    } catch (NoClassDefFoundError absent) {
      return OptionalInt.empty(); // without HikariCP it is another pool, or none
    } catch (SQLException unknown) {
      return OptionalInt.empty(); // a wrapper that cannot tell what it wraps
    }
  }

  /** The only class that names HikariCP, which an application need not have. */
  private static final class Hikari {

    private Hikari() {}

    static OptionalInt size(DataSource dataSource) throws SQLException {
      return dataSource.isWrapperFor(HikariDataSource.class)
          ? OptionalInt.of(dataSource.unwrap(HikariDataSource.class).getMaximumPoolSize())
          : OptionalInt.empty();
    }
  }
}
