package io.durableemitter.postgres;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import javax.sql.DataSource;

/**
 * A pool of one connection, which is made anew when it was cut, and whose close or whose
 * statements' close can be told to fail.
 */
final class KeptConnection {

  private final DataSource behind;
  private final AtomicReference<Connection> kept = new AtomicReference<>();
  private final AtomicInteger made = new AtomicInteger();
  private final AtomicReference<Throwable> connectionFailure = new AtomicReference<>();
  private final AtomicReference<Throwable> statementFailure = new AtomicReference<>();

  KeptConnection(DataSource behind) {
    this.behind = behind;
  }

  int made() {
    return made.get();
  }

  void failNextClose(Throwable failure) {
    connectionFailure.set(failure);
  }

  void failNextCloseOfAStatement(Throwable failure) {
    statementFailure.set(failure);
  }

  DataSource dataSource() {
    return proxy(
        DataSource.class, (method, call) -> method.equals("getConnection") ? lend() : call.run());
  }

  private Connection lend() throws SQLException {
    Connection connection = kept.get();
    if (connection == null || connection.isClosed()) {
      connection = behind.getConnection();
      kept.set(connection);
      made.incrementAndGet();
    }
    Connection lent = connection;
    return proxy(
        Connection.class,
        lent,
        (method, call) ->
            switch (method) {
              case "close" -> thrown(connectionFailure);
              case "prepareStatement" -> watched((PreparedStatement) call.run());
              default -> call.run();
            });
  }

  private PreparedStatement watched(PreparedStatement statement) {
    return proxy(
        PreparedStatement.class,
        statement,
        (method, call) -> {
          Object result = call.run();
          return method.equals("close") ? thrown(statementFailure) : result;
        });
  }

  private static Object thrown(AtomicReference<Throwable> failure) throws Throwable {
    Throwable scripted = failure.getAndSet(null);
    if (scripted != null) {
      throw scripted;
    }
    return new Object();
  }

  @FunctionalInterface
  private interface Call {
    Object run() throws Throwable;
  }

  @FunctionalInterface
  private interface Answer {
    Object to(String method, Call call) throws Throwable;
  }

  private <T> T proxy(Class<T> type, Answer answer) {
    return proxy(type, type.cast(behind), answer);
  }

  private static <T> T proxy(Class<T> type, T target, Answer answer) {
    return type.cast(
        Proxy.newProxyInstance(
            type.getClassLoader(),
            new Class<?>[] {type},
            (proxy, method, arguments) -> {
              Object result =
                  answer.to(
                      method.getName(),
                      () -> {
                        try {
                          return method.invoke(target, arguments);
                        } catch (InvocationTargetException e) {
                          throw e.getCause();
                        }
                      });
              return method.getReturnType() == void.class ? null : result;
            }));
  }
}
