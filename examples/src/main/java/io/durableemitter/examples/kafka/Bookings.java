package io.durableemitter.examples.kafka;

import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import javax.sql.DataSource;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * Books what it reads. That an event was seen is noted in the transaction that books it, so that
 * either both are there or neither, and an event that comes again is left out.
 */
final class Bookings {

  private static final String SEEN =
      "INSERT INTO seen_events (source, id) VALUES (?, ?) ON CONFLICT DO NOTHING";
  private static final String BOOK = "INSERT INTO bookings (event, bytes) VALUES (?, ?)";

  private final DataSource database;
  private final String servers;

  Bookings(DataSource database, String servers) {
    this.database = database;
    this.servers = servers;
  }

  void makeTables() throws SQLException {
    try (Connection connection = database.getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute(
          "CREATE TABLE seen_events (source text, id text,"
              + " seen_at timestamptz NOT NULL DEFAULT now(), PRIMARY KEY (source, id))");
      statement.execute("CREATE INDEX ON seen_events (seen_at)");
      statement.execute(
          "CREATE TABLE bookings (number bigserial PRIMARY KEY, event text, bytes integer)");
    }
  }

  /** Where a consumer of this example ends. */
  enum End {
    /** In order. */
    WHEN_ALL_IS_READ,
    /** As a crash would end it: the database has committed, Kafka has not. */
    BEFORE_KAFKA_KNOWS
  }

  /** Reads a topic as a member of a group; how many records that were. */
  int consume(String topic, End end) throws SQLException {
    int read = 0;
    try (KafkaConsumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(
            Map.of(
                "bootstrap.servers", servers,
                "group.id", "bookings",
                "auto.offset.reset", "earliest",
                "enable.auto.commit", false,
                "isolation.level", "read_committed"),
            new ByteArrayDeserializer(),
            new ByteArrayDeserializer())) {
      consumer.subscribe(List.of(topic));
      boolean more = true;
      while (more) {
        ConsumerRecords<byte[], byte[]> records = consumer.poll(Duration.ofMillis(500));
        book(records);
        read += records.count();
        if (end == End.BEFORE_KAFKA_KNOWS && read > 0) {
          return read;
        }
        consumer.commitSync();
        more = read == 0 || !records.isEmpty();
      }
    }
    return read;
  }

  private void book(Iterable<ConsumerRecord<byte[], byte[]>> records) throws SQLException {
    try (Connection connection = database.getConnection();
        PreparedStatement seen = connection.prepareStatement(SEEN);
        PreparedStatement booking = connection.prepareStatement(BOOK)) {
      connection.setAutoCommit(false);
      for (ConsumerRecord<byte[], byte[]> one : records) {
        seen.setString(1, header(one, "ce_source"));
        seen.setString(2, header(one, "ce_id"));
        if (seen.executeUpdate() == 1) {
          booking.setString(1, header(one, "ce_id"));
          booking.setInt(2, one.value().length);
          booking.executeUpdate();
        }
      }
      connection.commit();
    }
  }

  private static String header(ConsumerRecord<byte[], byte[]> one, String name) {
    Header header = one.headers().lastHeader(name);
    return new String(header.value(), StandardCharsets.UTF_8);
  }

  long count(String what) throws SQLException {
    try (Connection connection = database.getConnection();
        Statement statement = connection.createStatement();
        ResultSet result = statement.executeQuery("SELECT count(" + what + ") FROM bookings")) {
      result.next();
      return result.getLong(1);
    }
  }
}
