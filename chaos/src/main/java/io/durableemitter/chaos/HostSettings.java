package io.durableemitter.chaos;

import java.nio.file.Path;
import java.util.List;

/**
 * What an emitter process is told. The database's URL goes through the environment, since it has a
 * password.
 *
 * @param name begins the ids of its events
 * @param table the queue
 * @param ingress host and port of the other end
 * @param journal where it writes what its callers do
 * @param callers threads that emit
 * @param pauseMillis between two emits of a caller
 * @param watches whether it runs the maintenance; a plugin process does not
 * @param sabotage how its engine is broken
 */
public record HostSettings(
    String name,
    String table,
    String ingress,
    Path journal,
    int callers,
    int pauseMillis,
    boolean watches,
    Sabotage sabotage) {

  static final String URL_VARIABLE = "CHAOS_JDBC_URL";

  List<String> toArguments() {
    return List.of(
        name,
        table,
        ingress,
        journal.toString(),
        Integer.toString(callers),
        Integer.toString(pauseMillis),
        Boolean.toString(watches),
        sabotage.name());
  }

  static HostSettings of(String[] arguments) {
    return new HostSettings(
        arguments[0],
        arguments[1],
        arguments[2],
        Path.of(arguments[3]),
        Integer.parseInt(arguments[4]),
        Integer.parseInt(arguments[5]),
        Boolean.parseBoolean(arguments[6]),
        Sabotage.valueOf(arguments[7]));
  }

  HostSettings named(String other) {
    return new HostSettings(
        other, table, ingress, journal, callers, pauseMillis, watches, sabotage);
  }
}
