package io.durableemitter.postgres;

import io.durableemitter.api.internal.text.ForeignText;
import io.durableemitter.spi.HostRegistry;
import io.durableemitter.spi.HostReport;
import io.durableemitter.spi.QueueAction;
import io.durableemitter.spi.QueueOrders;
import io.durableemitter.spi.RegisteredHost;
import java.sql.Array;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.concurrent.TimeUnit;

/** Reports and orders in two small tables beside the queue. Safe for concurrent use. */
final class PgHostRegistry implements HostRegistry {

  private static final int LONGEST_ACTOR = 200;
  private static final int LONGEST_DETAIL = 1_000;

  private final Connections connections;
  private final Sql sql;
  private final TableName table;

  PgHostRegistry(Connections connections, Sql sql, TableName table) {
    this.connections = connections;
    this.sql = sql;
    this.table = table;
  }

  @Override
  public QueueOrders report(HostReport report) {
    List<Map.Entry<String, Double>> figures = List.copyOf(report.figures().entrySet());
    return connections.statement(
        "reporting to " + table.hosts(),
        sql.of(RegistrySql.REPORT),
        statement -> {
          statement.setObject(1, report.owner());
          statement.setString(2, StoredText.of(report.name()));
          statement.setString(3, StoredText.of(report.version()));
          statement.setString(4, StoredText.of(report.role()));
          statement.setLong(5, TimeUnit.MICROSECONDS.convert(report.uptime()));
          statement.setString(6, StoredText.of(report.gate()));
          statement.setString(7, StoredText.of(report.problem()));
          statement.setObject(
              8,
              figures.stream().map(entry -> StoredText.of(entry.getKey())).toArray(String[]::new));
          statement.setObject(9, figures.stream().mapToDouble(Map.Entry::getValue).toArray());
          return orders(statement);
        });
  }

  @Override
  public void leave(UUID owner) {
    connections.statement(
        "leaving " + table.hosts(),
        sql.of(RegistrySql.LEAVE),
        statement -> {
          statement.setObject(1, owner);
          return statement.executeUpdate();
        });
  }

  @Override
  public QueueOrders orders() {
    return connections.statement(
        "asking " + table.actions() + " for orders",
        sql.of(RegistrySql.ORDERS),
        PgHostRegistry::orders);
  }

  private static QueueOrders orders(PreparedStatement statement) throws SQLException {
    try (ResultSet row = statement.executeQuery()) {
      row.next();
      Optional<QueueAction> pause =
          row.getObject(1) == null ? Optional.empty() : Optional.of(action(row));
      long confirmation = row.getLong(6);
      return new QueueOrders(
          pause, row.wasNull() ? OptionalLong.empty() : OptionalLong.of(confirmation));
    }
  }

  @Override
  public List<RegisteredHost> hosts(int limit) {
    return connections.statement(
        "listing " + table.hosts(),
        sql.of(RegistrySql.HOSTS),
        statement -> {
          statement.setInt(1, limit);
          List<RegisteredHost> hosts = new ArrayList<>();
          try (ResultSet row = statement.executeQuery()) {
            while (row.next()) {
              hosts.add(host(row));
            }
          }
          return hosts;
        });
  }

  private static RegisteredHost host(ResultSet row) throws SQLException {
    HostReport report =
        new HostReport(
            row.getObject(1, UUID.class),
            row.getString(2),
            row.getString(3),
            row.getString(4),
            seconds(row, 8),
            row.getString(6),
            row.getString(7),
            figures(row.getArray(10), row.getArray(11)));
    return new RegisteredHost(report, time(row, 5), seconds(row, 9));
  }

  private static Map<String, Double> figures(Array names, Array values) throws SQLException {
    Map<String, Double> figures = new HashMap<>();
    if (names != null && values != null) {
      String[] name = (String[]) names.getArray();
      Double[] value = (Double[]) values.getArray();
      for (int i = 0; i < name.length; i++) {
        figures.put(name[i], value[i]);
      }
    }
    return figures;
  }

  private static Duration seconds(ResultSet row, int column) throws SQLException {
    return Duration.ofMillis(Math.max(0, (long) (row.getDouble(column) * 1e3)));
  }

  private static Instant time(ResultSet row, int column) throws SQLException {
    return row.getObject(column, OffsetDateTime.class).toInstant();
  }

  @Override
  public QueueAction record(QueueAction.Kind kind, String actor, String detail) {
    return connections.statement(
        "writing to " + table.actions(),
        sql.of(RegistrySql.RECORD),
        statement -> {
          statement.setString(1, kind.label());
          statement.setString(2, ForeignText.oneLine(actor, LONGEST_ACTOR));
          statement.setString(3, ForeignText.oneLine(detail, LONGEST_DETAIL));
          try (ResultSet row = statement.executeQuery()) {
            row.next();
            return action(row);
          }
        });
  }

  @Override
  public List<QueueAction> actions(int limit) {
    return connections.statement(
        "listing " + table.actions(),
        sql.of(RegistrySql.ACTIONS),
        statement -> {
          statement.setInt(1, limit);
          List<QueueAction> actions = new ArrayList<>();
          try (ResultSet row = statement.executeQuery()) {
            while (row.next()) {
              actions.add(action(row));
            }
          }
          return actions;
        });
  }

  private static QueueAction action(ResultSet row) throws SQLException {
    return new QueueAction(
        row.getLong(1),
        time(row, 2),
        QueueAction.Kind.of(row.getString(3)),
        row.getString(4),
        row.getString(5));
  }
}
