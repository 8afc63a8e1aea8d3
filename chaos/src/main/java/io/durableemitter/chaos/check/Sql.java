package io.durableemitter.chaos.check;

import com.google.protobuf.InvalidProtocolBufferException;
import io.cloudevents.v1.proto.CloudEvent;
import io.durableemitter.embedded.EmbeddedPostgresServer;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashSet;
import java.util.Set;
import javax.sql.DataSource;

/**
 * Statements of a test, each on a connection of its own: one of a pool may be of a server that was
 * killed.
 */
public record Sql(DataSource dataSource) {

  /** Statements on a server. */
  public static Sql on(EmbeddedPostgresServer server) {
    return new Sql(server.dataSource());
  }

  /** Runs a statement. */
  public void execute(String sql) {
    try (Connection connection = dataSource.getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  /** The number in the first column of the first row. */
  public long query(String sql) {
    return Long.parseLong(text(sql));
  }

  /** The text in the first column of the first row. */
  public String text(String sql) {
    try (Connection connection = dataSource.getConnection();
        Statement statement = connection.createStatement();
        ResultSet result = statement.executeQuery(sql)) {
      result.next();
      return result.getString(1);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  /** The ids of the events in a queue. */
  public Set<String> pendingIds(String table) {
    Set<String> ids = new HashSet<>();
    try (Connection connection = dataSource.getConnection();
        Statement statement = connection.createStatement();
        ResultSet result = statement.executeQuery("SELECT payload FROM " + table)) {
      while (result.next()) {
        ids.add(CloudEvent.parseFrom(result.getBytes(1)).getId());
      }
    } catch (SQLException | InvalidProtocolBufferException e) {
      throw new IllegalStateException(e);
    }
    return ids;
  }
}
