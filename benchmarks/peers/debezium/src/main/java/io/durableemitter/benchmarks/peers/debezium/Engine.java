package io.durableemitter.benchmarks.peers.debezium;

import io.debezium.embedded.Connect;
import io.debezium.engine.ChangeEvent;
import io.debezium.engine.DebeziumEngine;
import io.durableemitter.benchmarks.peers.work.Database;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.source.SourceRecord;

/** Debezium's engine within this process, which reads the inserts from the write-ahead log. */
final class Engine implements AutoCloseable {

  static final int BATCH = 8_192;
  static final int POLL_MILLIS = 5;

  private static final int QUEUE = 4 * BATCH;
  private static final long START_SECONDS = 60;

  private final CompletableFuture<Void> streaming = new CompletableFuture<>();
  private final Consumer<byte[]> consumer;
  private final Path folder;
  private final DebeziumEngine<ChangeEvent<SourceRecord, SourceRecord>> engine;

  private Engine(Database database, Consumer<byte[]> consumer) throws IOException {
    this.consumer = consumer;
    folder = Files.createTempDirectory("peer-debezium");
    engine =
        DebeziumEngine.create(Connect.class)
            .using(properties(database, folder.resolve("offsets")))
            .using(started())
            .using(
                (success, message, error) ->
                    streaming.completeExceptionally(
                        new IllegalStateException("the engine has ended: " + message, error)))
            .notifying(this::deliver)
            .build();
  }

  /** Starts one, and waits until it has a replication slot and reads from it. */
  static Engine start(Database database, Consumer<byte[]> consumer) throws Exception {
    Engine started = new Engine(database, consumer);
    Thread thread = new Thread(started.engine, "debezium");
    thread.setDaemon(true);
    thread.start();
    started.streaming.get(START_SECONDS, TimeUnit.SECONDS);
    return started;
  }

  private DebeziumEngine.ConnectorCallback started() {
    return new DebeziumEngine.ConnectorCallback() {
      @Override
      public void pollingStarted() {
        streaming.complete(null);
      }
    };
  }

  private static Properties properties(Database database, Path offsets) {
    Properties parts = database.parts();
    Properties properties = new Properties();
    properties.putAll(
        Map.ofEntries(
            Map.entry("name", "peer"),
            Map.entry("connector.class", "io.debezium.connector.postgresql.PostgresConnector"),
            Map.entry("offset.storage", "org.apache.kafka.connect.storage.FileOffsetBackingStore"),
            Map.entry("offset.storage.file.filename", offsets.toString()),
            Map.entry("offset.flush.interval.ms", "1000"),
            Map.entry("database.hostname", parts.getProperty("PGHOST")),
            Map.entry("database.port", parts.getProperty("PGPORT")),
            Map.entry("database.dbname", parts.getProperty("PGDBNAME")),
            Map.entry("database.user", database.user()),
            Map.entry("database.password", parts.getProperty("password", "none")),
            Map.entry("topic.prefix", "peer"),
            Map.entry("plugin.name", "pgoutput"),
            Map.entry("slot.name", "peer_debezium"),
            Map.entry("slot.drop.on.stop", "true"),
            Map.entry("publication.name", OutboxTable.PUBLICATION),
            Map.entry("publication.autocreate.mode", "disabled"),
            Map.entry("table.include.list", "public." + OutboxTable.NAME),
            Map.entry("snapshot.mode", "no_data"),
            Map.entry("tombstones.on.delete", "false"),
            Map.entry("max.batch.size", Integer.toString(BATCH)),
            Map.entry("max.queue.size", Integer.toString(QUEUE)),
            Map.entry("poll.interval.ms", Integer.toString(POLL_MILLIS))));
    return properties;
  }

  private void deliver(
      List<ChangeEvent<SourceRecord, SourceRecord>> events,
      DebeziumEngine.RecordCommitter<ChangeEvent<SourceRecord, SourceRecord>> committer)
      throws InterruptedException {
    for (ChangeEvent<SourceRecord, SourceRecord> event : events) {
      // heartbeats and the like have no row
      if (event.value().value() instanceof Struct change
          && change.schema().field("after") != null) {
        consumer.accept(change.getStruct("after").getBytes("body"));
      }
      committer.markProcessed(event);
    }
    committer.markBatchFinished();
  }

  @Override
  public void close() throws IOException {
    engine.close();
    Files.deleteIfExists(folder.resolve("offsets"));
    Files.deleteIfExists(folder);
  }
}
