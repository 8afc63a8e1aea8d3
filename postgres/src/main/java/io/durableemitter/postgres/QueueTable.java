package io.durableemitter.postgres;

import java.util.Optional;

/** The facts of the queue's table, looked up before the first event is stored, and once. */
final class QueueTable {

  private final Connections connections;
  private final TableName table;
  private Optional<TableFacts> facts = Optional.empty();
  private volatile Optional<DatabaseIdentity> database = Optional.empty();
  private volatile Optional<Boolean> ordered = Optional.empty();

  QueueTable(Connections connections, TableName table) {
    this.connections = connections;
    this.table = table;
  }

  String sequence() {
    return facts().sequence();
  }

  boolean hasInsertTriggers() {
    return facts().insertTriggers();
  }

  /** Whether there was the index of ordering keys when this was asked first. */
  boolean keepsOrder() {
    Optional<Boolean> known = ordered;
    if (known.isEmpty()) {
      known = Optional.of(look().ordered());
      ordered = known;
    }
    return known.get();
  }

  private TableFacts look() {
    return connections.statement(
        "looking at " + table, TableFacts.SQL, statement -> TableFacts.read(statement, table));
  }

  /** Fails if it must not be trusted with events; it is looked at again next time. */
  synchronized TableFacts facts() {
    if (facts.isEmpty()) {
      TableFacts found = look();
      found.requireNoFaults();
      if (!found.readCommitted()) {
        connections.nameIsolation();
      }
      facts = Optional.of(found);
    }
    return facts.get();
  }

  /** Finds out which database it is in, once. */
  void locate() {
    if (database.isEmpty()) {
      database =
          Optional.of(connections.connected("asking for the database", DatabaseIdentity::of));
    }
  }

  /** Which database it is in; empty while that is not known. */
  Optional<DatabaseIdentity> database() {
    return database;
  }
}
