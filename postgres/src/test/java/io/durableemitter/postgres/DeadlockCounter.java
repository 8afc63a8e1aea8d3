package io.durableemitter.postgres;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;

/** Counts the deadlocks whose victims the store tries again, so that nobody sees them. */
final class DeadlockCounter {

  private final AtomicInteger deadlocks = new AtomicInteger();

  int deadlocks() {
    return deadlocks.get();
  }

  DataSource around(DataSource dataSource) {
    return watched(DataSource.class, dataSource);
  }

  private <T> T watched(Class<T> type, T target) {
    return type.cast(
        Proxy.newProxyInstance(
            type.getClassLoader(),
            new Class<?>[] {type},
            (proxy, method, arguments) -> {
              try {
                Object result = method.invoke(target, arguments);
                if (result instanceof PreparedStatement statement) {
                  return watched(PreparedStatement.class, statement);
                }
                return result instanceof Connection connection
                    ? watched(Connection.class, connection)
                    : result;
              } catch (InvocationTargetException e) {
                if (e.getCause() instanceof SQLException failure
                    && "40P01".equals(failure.getSQLState())) {
                  deadlocks.incrementAndGet();
                }
                throw e.getCause();
              }
            }));
  }
}
