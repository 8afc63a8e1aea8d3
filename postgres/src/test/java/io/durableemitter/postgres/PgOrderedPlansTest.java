package io.durableemitter.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** How the oldest row of an ordering key is found, whatever the planner knows of the table. */
@Timeout(300)
class PgOrderedPlansTest {

  private static final String CLAIM = "(bigint, bigint, bigint, int, bigint, uuid, bigint) AS %s";
  private static final String CLAIM_OF =
      "(5, 90000, 0, 500, 1000000, '" + new UUID(0, 1) + "', 1000)";
  private static final String IDS = "(bigint[], bigint, uuid, bigint) AS %s";
  private static final String IDS_OF = "('{1,2,3}', 1000000, '" + new UUID(0, 1) + "', 1000)";
  private static final String NEXT = "(bigint[]) AS %s";
  private static final String NEXT_OF = "('{1,2,3}')";

  private final String table = Database.migratedTable();

  private void fill(int rows, int keys) {
    Database.execute(
        "INSERT INTO "
            + table
            + " (payload, ordering_key, next_attempt_at) SELECT '\\x00', i % "
            + keys
            + ", now() FROM generate_series(1, "
            + rows
            + ") i");
  }

  @Test
  void theOldestOfFewKeysIsFoundByTheirIndex() throws Exception {
    assertPlansOf(2);
  }

  @Test
  void theOldestOfManyKeysIsFoundByTheirIndex() throws Exception {
    assertPlansOf(50_000);
  }

  private void assertPlansOf(int keys) throws Exception {
    PgMigrations.addOrderingIndex(Database.dataSource(), table);
    assertPlans("empty");
    fill(50_000, keys);
    assertPlans("not analyzed");
    Database.execute("ANALYZE " + table);
    assertPlans("analyzed");
  }

  private void assertPlans(String when) throws Exception {
    assertPlan(when, plan(CLAIM, ClaimSql.CLAIM_ORDERED, CLAIM_OF));
    assertPlan(when, plan(IDS, ClaimSql.CLAIM_IDS_ORDERED, IDS_OF));
    assertPlan(when, plan(NEXT, ClaimSql.NEXT_IN_ORDER, NEXT_OF));
  }

  private static void assertPlan(String when, String plan) {
    assertThat(plan)
        .as(when)
        .containsPattern("Index (Only )?Scan using chip_durable_events_ordering")
        .doesNotContain("Seq Scan");
  }

  private String plan(String form, String statement, String arguments) throws Exception {
    try (Connection connection = Database.dataSource().getConnection();
        Statement execution = connection.createStatement()) {
      execution.execute("SET plan_cache_mode = force_generic_plan");
      execution.execute("PREPARE planned" + form.formatted(numbered(statement)));
      return lines(execution, "EXPLAIN EXECUTE planned" + arguments);
    }
  }

  private static String lines(Statement execution, String explain) throws SQLException {
    StringBuilder plan = new StringBuilder();
    try (ResultSet lines = execution.executeQuery(explain)) {
      while (lines.next()) {
        plan.append(lines.getString(1)).append('\n');
      }
    }
    return plan.toString();
  }

  private String numbered(String statement) {
    String numbered = new Sql(TableName.parse(table), true).of(statement);
    for (int i = 1; numbered.indexOf('?') >= 0; i++) {
      numbered = numbered.replaceFirst("\\?", "\\$" + i);
    }
    return numbered;
  }
}
