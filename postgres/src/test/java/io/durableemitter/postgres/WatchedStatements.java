package io.durableemitter.postgres;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import javax.sql.DataSource;

/** A data source whose prepared statements a watcher runs, one after the other. */
final class WatchedStatements {

  private final DataSource dataSource;
  private final Consumer<Runnable> watcher;

  WatchedStatements(DataSource dataSource, Consumer<Runnable> watcher) {
    this.dataSource = dataSource;
    this.watcher = watcher;
  }

  DataSource dataSource() {
    return watched(DataSource.class, dataSource);
  }

  private <T> T watched(Class<T> type, T target) {
    return type.cast(
        Proxy.newProxyInstance(
            type.getClassLoader(),
            new Class<?>[] {type},
            (proxy, method, arguments) -> {
              AtomicReference<Object> result = new AtomicReference<>();
              AtomicReference<Throwable> failure = new AtomicReference<>();
              Runnable call =
                  () -> {
                    try {
                      result.set(method.invoke(target, arguments));
                    } catch (InvocationTargetException e) {
                      failure.set(e.getCause());
                    } catch (IllegalAccessException e) {
                      failure.set(e);
                    }
                  };
              if (type == PreparedStatement.class && method.getName().startsWith("execute")) {
                watcher.accept(call);
              } else {
                call.run();
              }
              if (failure.get() != null) {
                throw failure.get();
              }
              if (result.get() instanceof PreparedStatement statement) {
                return watched(PreparedStatement.class, statement);
              }
              return result.get() instanceof Connection connection
                  ? watched(Connection.class, connection)
                  : result.get();
            }));
  }
}
