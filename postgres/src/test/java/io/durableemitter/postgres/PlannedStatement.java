package io.durableemitter.postgres;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.stream.Collectors;

/**
 * A statement with values for its parameters.
 *
 * @param name of the constant
 * @param text as {@link Sql} completes it
 * @param arguments a type and a value each, with a blank between them
 */
record PlannedStatement(String name, String text, List<String> arguments) {

  /** Carries it out under a name, and undoes it. */
  List<PlanNode> explain(Connection connection, Sql sql) throws SQLException {
    connection.setAutoCommit(false);
    try (Statement statement = connection.createStatement()) {
      statement.execute("PREPARE planned(" + each(0) + ") AS " + numbered(sql.of(text)));
      try (ResultSet plan =
          statement.executeQuery(
              "EXPLAIN (ANALYZE, TIMING OFF, FORMAT JSON) EXECUTE planned(" + each(1) + ")")) {
        plan.next();
        return PlanNode.of(connection, plan.getString(1));
      }
    } finally {
      connection.rollback();
      connection.setAutoCommit(true);
      deallocate(connection);
    }
  }

  private static void deallocate(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute("DEALLOCATE ALL");
    }
  }

  private String each(int part) {
    return arguments.stream()
        .map(argument -> argument.split(" ", 2)[part])
        .collect(Collectors.joining(", "));
  }

  private static String numbered(String statement) {
    String numbered = statement;
    for (int i = 1; numbered.indexOf('?') >= 0; i++) {
      numbered = numbered.replaceFirst("\\?", "\\$" + i);
    }
    return numbered;
  }
}
