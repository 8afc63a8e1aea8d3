package io.durableemitter.benchmarks.peers.debezium;

import io.durableemitter.benchmarks.peers.work.Database;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import javax.sql.DataSource;

/**
 * The table, which is always empty: each transaction deletes the rows that it inserts, and the
 * write-ahead log alone keeps them.
 */
record OutboxTable(DataSource pool) {

  static final String NAME = "outbox";
  static final String PUBLICATION = "outbox_inserts";

  static void create(Database database) throws SQLException {
    database.execute(
        "CREATE TABLE " + NAME + " (id BIGSERIAL PRIMARY KEY, body BYTEA NOT NULL)",
        "CREATE PUBLICATION " + PUBLICATION + " FOR TABLE " + NAME + " WITH (publish = 'insert')");
  }

  void insert(List<byte[]> bodies) throws SQLException {
    try (Connection connection = pool.getConnection()) {
      connection.setAutoCommit(false);
      Long[] ids = new Long[bodies.size()];
      try (PreparedStatement insert =
          connection.prepareStatement(
              "INSERT INTO " + NAME + " (body) SELECT unnest(?::bytea[]) RETURNING id")) {
        Array all = connection.createArrayOf("bytea", bodies.toArray(new byte[0][]));
        insert.setArray(1, all);
        try (ResultSet rows = insert.executeQuery()) {
          for (int i = 0; rows.next(); i++) {
            ids[i] = rows.getLong(1);
          }
        }
      }
      try (PreparedStatement delete =
          connection.prepareStatement("DELETE FROM " + NAME + " WHERE id = ANY (?)")) {
        delete.setArray(1, connection.createArrayOf("int8", ids));
        delete.executeUpdate();
      }
      connection.commit();
    }
  }
}
