package io.durableemitter.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.durableemitter.api.Payload;
import io.durableemitter.spi.StoreException;
import io.durableemitter.spi.StoreException.Outcome;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Tables in which a stored event could vanish, also where they were made by hand. */
@Timeout(120)
class TableFactsTest {

  private final String table = Database.freshTable();
  private final String letters = table + "_dead_letters";

  @Test
  void tablesThatCannotBeTrustedAreRefusedByNameUntilTheyAreMended() {
    Database.execute(PgMigrations.sql(table));
    LimitedRole role = new LimitedRole(table);
    PgDurableEventStore store = PgDurableEventStore.builder(role.dataSource()).table(table).build();
    Map<String, String[]> faults =
        Map.of(
            table + " is UNLOGGED, so that a crash of the server would empty it",
            change(
                "ALTER TABLE " + table + " SET UNLOGGED", "ALTER TABLE " + table + " SET LOGGED"),
            letters + " is UNLOGGED",
            change(
                "ALTER TABLE " + letters + " SET UNLOGGED",
                "ALTER TABLE " + letters + " SET LOGGED"),
            table + " has rules, which change what statements do; drop or disable away",
            change(
                "CREATE RULE away AS ON INSERT TO " + table + " DO INSTEAD NOTHING",
                "ALTER TABLE " + table + " DISABLE RULE away"),
            table + " hides rows from this user by row level security",
            change(
                "ALTER TABLE " + table + " ENABLE ROW LEVEL SECURITY",
                "ALTER TABLE " + table + " DISABLE ROW LEVEL SECURITY"),
            table + " must be an ordinary table, not a view",
            change(
                "ALTER TABLE " + table + " RENAME TO q; CREATE VIEW " + table + " AS TABLE " + q(),
                "DROP VIEW " + table + "; ALTER TABLE " + q() + " RENAME TO chip_durable_events"));
    faults.forEach(
        (message, change) -> {
          Database.execute(change[0]);
          assertThatThrownBy(() -> store.insert(Payload.wrap(new byte[] {1})))
              .isInstanceOfSatisfying(
                  StoreException.class, e -> assertThat(e.outcome()).isEqualTo(Outcome.NOT_DONE))
              .hasMessageContaining(message);
          Database.execute(change[1]);
        });
    assertThat(store.insert(Payload.wrap(new byte[] {1}))).isPositive();
  }

  @Test
  void migratingRefusesThemToo() {
    PgMigrations.migrate(Database.dataSource(), table);
    Database.execute("ALTER TABLE " + table + " SET UNLOGGED");
    assertThatThrownBy(() -> PgMigrations.migrate(Database.dataSource(), table))
        .isInstanceOf(StoreException.class)
        .hasMessageContaining(table + " is UNLOGGED");
  }

  @Test
  void aTableWithoutTheTimeOfItsRowsIsRefused() {
    PgMigrations.migrate(Database.dataSource(), table);
    Database.execute("ALTER TABLE " + table + " ALTER created_at DROP DEFAULT");
    assertThatThrownBy(() -> PgMigrations.migrate(Database.dataSource(), table))
        .isInstanceOf(StoreException.class)
        .hasMessageContaining("column created_at must have the default now()");
  }

  private String q() {
    return table.substring(0, table.indexOf('.')) + ".q";
  }

  private static String[] change(String fault, String mend) {
    return new String[] {fault, mend};
  }
}
