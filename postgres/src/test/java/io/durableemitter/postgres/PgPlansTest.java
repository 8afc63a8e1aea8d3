package io.durableemitter.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.sql.Connection;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * What the statements that run all the time read of a table with many rows: a page, and never all.
 * The table has as many as can be inserted in some seconds, or {@code -Dplans.rows}.
 */
@Timeout(3_600)
class PgPlansTest {

  private static final long ROWS = Long.getLong("plans.rows", Long.MAX_VALUE);
  private static final long FILL_NANOS = TimeUnit.SECONDS.toNanos(5);
  private static final long LEAST_ROWS = 200_000;
  private static final int PART = 100_000;

  /** What is wanted is found among rows of which every tenth has another state, or is not found. */
  private static final long MOST_FOR_A_PAGE = WindowSize.FIRST;

  private static final long MOST_FOR_A_COUNT = 2L * RegularStatements.COUNTED;

  private static final Set<String> COUNT =
      Set.of("OBSERVE", "LEASES", "COUNT_BY_REASON", "LAST_OF_ROWS");

  /** The beginning of others, and what has no table. */
  private static final Set<String> NOT_PLANNED = Set.of("LOCK_OURS", "CURRENT_TRANSACTION");

  private final String table = Database.migratedTable();
  private final RegularStatements statements = new RegularStatements(table);

  @Test
  void noStatementReadsTheWholeTable() throws Exception {
    PgMigrations.addOrderingIndex(Database.dataSource(), table);
    fill();
    assertThat(problems("not analyzed")).isEmpty();
    Database.execute("ANALYZE " + table + "; ANALYZE " + table + "_dead_letters");
    assertThat(problems("analyzed")).isEmpty();
    assertThatItWouldBeSeen();
  }

  /** Of ten rows one is delivered and kept, four have an ordering key. */
  private void fill() {
    long begin = System.nanoTime();
    long rows = 0;
    boolean full = Long.getLong("plans.rows") != null;
    while (rows < ROWS && (full || rows < LEAST_ROWS || System.nanoTime() - begin < FILL_NANOS)) {
      Database.execute(
          "INSERT INTO "
              + table
              + " (payload, ordering_key, next_attempt_at, delivered_at)"
              + " SELECT '\\x00', CASE WHEN i % 10 < 4 THEN "
              + rows
              + " + i END, CASE WHEN i % 10 < 4 THEN now() END,"
              + " CASE WHEN i % 10 = 9 THEN now() END FROM generate_series(1, "
              + PART
              + ") i");
      rows += PART;
    }
    Database.execute(
        "INSERT INTO "
            + table
            + "_dead_letters (row_id, event_id, source, type, payload, created_at, died_at, reason,"
            + " last_error, attempts) SELECT i, 'id', 'source', 'type', '\\x00', now(), now(),"
            + " 'expired', '', 1 FROM generate_series(1, 2 * "
            + RegularStatements.COUNTED
            + ") i");
  }

  private void assertThatItWouldBeSeen() throws Exception {
    PlannedStatement bad =
        new PlannedStatement(
            "bad", "SELECT id FROM {queue} ORDER BY created_at LIMIT ?", List.of("int 1"));
    try (Connection connection = Database.dataSource().getConnection()) {
      assertThat(bad.explain(connection, new Sql(TableName.parse(table), true)))
          .filteredOn(node -> isTooMuch(bad, node))
          .extracting(PlanNode::type)
          .anyMatch(type -> type.endsWith("Seq Scan"));
    }
  }

  private List<String> problems(String when) throws Exception {
    List<String> problems = new ArrayList<>();
    Sql sql = new Sql(TableName.parse(table), true);
    try (Connection connection = Database.dataSource().getConnection()) {
      for (String mode : List.of("force_generic_plan", "force_custom_plan")) {
        set(connection, "plan_cache_mode = " + mode);
        for (PlannedStatement one : statements.all()) {
          for (PlanNode node : one.explain(connection, sql)) {
            if (isTooMuch(one, node)) {
              problems.add(one.name() + ", " + when + ", " + mode + ": " + node);
            }
          }
        }
      }
      set(connection, "plan_cache_mode = auto");
    }
    return problems;
  }

  private static void set(Connection connection, String setting) throws Exception {
    try (Statement statement = connection.createStatement()) {
      statement.execute("SET " + setting);
    }
  }

  private static boolean isTooMuch(PlannedStatement one, PlanNode node) {
    long most = COUNT.contains(one.name()) ? MOST_FOR_A_COUNT : MOST_FOR_A_PAGE;
    boolean scansTheQueue =
        node.type().endsWith("Seq Scan") && node.relation().equals("chip_durable_events");
    return scansTheQueue || node.read() > (node.isSort() ? RegularStatements.PAGE : most);
  }

  @Test
  void noStatementIsForgotten() {
    List<String> planned =
        statements.all().stream().map(one -> one.name().replaceFirst(" .*", "")).toList();
    assertThat(
            Stream.of(QueueSql.class, ClaimSql.class, InsertSql.class, BrowseSql.class)
                .flatMap(PgPlansTest::constants))
        .filteredOn(name -> !NOT_PLANNED.contains(name))
        .isSubsetOf(planned);
  }

  private static Stream<String> constants(Class<?> statements) {
    return Stream.of(statements.getDeclaredFields())
        .filter(field -> Modifier.isStatic(field.getModifiers()))
        .filter(field -> !Modifier.isPrivate(field.getModifiers()) && !field.isSynthetic())
        .map(Field::getName);
  }
}
