package io.durableemitter.benchmarks.speed;

import io.durableemitter.embedded.EmbeddedPostgresServer;

/** A server with full durability, whose log is large enough that checkpoints do not dominate. */
final class PostgresForSpeed {

  private PostgresForSpeed() {}

  static EmbeddedPostgresServer start() {
    return EmbeddedPostgresServer.builder()
        .setting("shared_buffers", "512MB")
        .setting("max_wal_size", "8GB")
        .setting("min_wal_size", "1GB")
        .start();
  }
}
