package io.durableemitter.examples.migrating;

import io.durableemitter.api.Event;
import io.durableemitter.api.TransactionalEmitter;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import javax.sql.DataSource;

/** Moves rows of another outbox into the emitter; docs/migrating shows it. */
final class OutboxTable {

  /** Of a table that somebody has made by hand. */
  static final String BY_HAND =
      """
      DELETE FROM outbox WHERE id IN
        (SELECT id FROM outbox ORDER BY id LIMIT ? FOR UPDATE SKIP LOCKED)
      RETURNING id::text, type, body
      """;

  /** Of Spring Modulith 2, as its schema for PostgreSQL has it. */
  static final String MODULITH =
      """
      DELETE FROM event_publication WHERE id IN
        (SELECT id FROM event_publication
         WHERE completion_date IS NULL AND listener_id LIKE '%.OrderEvents.%'
         ORDER BY publication_date LIMIT ? FOR UPDATE SKIP LOCKED)
      RETURNING id::text, event_type, serialized_event
      """;

  private final DataSource database;
  private final TransactionalEmitter emitter;
  private final String take;

  OutboxTable(DataSource database, TransactionalEmitter emitter, String take) {
    this.database = database;
    this.emitter = emitter;
    this.take = take;
  }

  /** Moves some rows: gone there and stored here in one commit. Returns how many; 0 at the end. */
  int moveSome(int most) throws SQLException {
    return emitter.inTransaction(
        database,
        transaction -> {
          List<Event> events = new ArrayList<>();
          try (PreparedStatement rows = transaction.connection().prepareStatement(take)) {
            rows.setInt(1, most);
            ResultSet row = rows.executeQuery();
            while (row.next()) {
              events.add(
                  Event.of("shop", row.getString(2))
                      .id(row.getString(1)) // what it was known by, so that nobody counts it twice
                      .json(row.getString(3)));
            }
          }
          return events.isEmpty() ? 0 : transaction.emitAll(events).size();
        });
  }
}
