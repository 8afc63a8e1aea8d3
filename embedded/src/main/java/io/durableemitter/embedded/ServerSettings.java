package io.durableemitter.embedded;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** Server settings: defaults for a queue, then the caller's, then those nobody may change. */
final class ServerSettings {
  private static final Set<String> FIXED =
      Set.of(
          "fsync",
          "synchronous_commit",
          "full_page_writes",
          "listen_addresses",
          "unix_socket_directories",
          "port",
          "data_directory",
          "config_file",
          "hba_file",
          "ident_file",
          "external_pid_file",
          "logging_collector",
          "log_destination");

  private final Map<String, String> values = new LinkedHashMap<>();

  ServerSettings() {
    values.put("max_connections", "100");
    values.put("shared_buffers", "128MB");
    values.put("max_wal_size", "1GB");
    values.put("checkpoint_timeout", "5min");
    // rows of a queue live for milliseconds: dead ones are to be found early
    values.put("autovacuum_naptime", "5s");
    values.put("autovacuum_vacuum_cost_delay", "0");
    values.put("jit", "off");
    values.put("timezone", "UTC");
    values.put("log_timezone", "UTC");
    // neither statements nor details: they may hold payloads
    values.put("log_min_error_statement", "panic");
    values.put("log_error_verbosity", "terse");
    values.put("log_checkpoints", "off");
  }

  private ServerSettings(ServerSettings other) {
    values.putAll(other.values);
  }

  ServerSettings copy() {
    return new ServerSettings(this);
  }

  void put(String name, String value) {
    String key = name.toLowerCase(Locale.ROOT);
    if (!key.matches("[a-z_][a-z0-9_.]*")) {
      throw new IllegalArgumentException("not the name of a PostgreSQL setting: " + name);
    }
    if (FIXED.contains(key)) {
      throw new IllegalArgumentException(
          key + " is fixed: the embedded server keeps what it committed and listens on loopback");
    }
    values.put(key, value);
  }

  /** As arguments of the server; they win over configuration files and ALTER SYSTEM. */
  List<String> arguments(int port) {
    Map<String, String> all = new LinkedHashMap<>(values);
    all.put("fsync", "on");
    all.put("synchronous_commit", "on");
    all.put("full_page_writes", "on");
    all.put("listen_addresses", EmbeddedPostgresServer.HOST);
    all.put("unix_socket_directories", "");
    all.put("port", Integer.toString(port));
    all.put("logging_collector", "off");
    all.put("log_destination", "stderr");
    List<String> arguments = new ArrayList<>();
    all.forEach(
        (name, value) -> {
          arguments.add("-c");
          arguments.add(name + "=" + value);
        });
    return arguments;
  }
}
