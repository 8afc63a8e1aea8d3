package io.durableemitter.postgres;

import java.util.concurrent.atomic.AtomicInteger;
import org.postgresql.ds.PGSimpleDataSource;

/** A user with no more rights than a store needs, whose settings a test can change. */
final class LimitedRole {

  private static final AtomicInteger ROLES = new AtomicInteger();

  private final String name = "limited_" + ROLES.incrementAndGet();

  LimitedRole(String table) {
    String schema = table.substring(0, table.indexOf('.'));
    Database.execute(
        "CREATE ROLE "
            + name
            + " LOGIN PASSWORD 'limited';"
            + "GRANT USAGE ON SCHEMA "
            + schema
            + " TO "
            + name
            + ";GRANT SELECT, INSERT, UPDATE, DELETE ON "
            + table
            + ", "
            + table
            + "_dead_letters, "
            + table
            + "_hosts, "
            + table
            + "_actions TO "
            + name
            + ";GRANT USAGE ON ALL SEQUENCES IN SCHEMA "
            + schema
            + " TO "
            + name);
  }

  void alter(String how) {
    Database.execute("ALTER ROLE " + name + " " + how);
  }

  void revoke(String right) {
    Database.execute("REVOKE " + right + " FROM " + name);
  }

  PGSimpleDataSource dataSource() {
    return dataSource(Database.server().port());
  }

  PGSimpleDataSource dataSource(int port) {
    PGSimpleDataSource dataSource = new PGSimpleDataSource();
    dataSource.setUrl(Database.server().jdbcUrl());
    dataSource.setPortNumbers(new int[] {port});
    dataSource.setUser(name);
    dataSource.setPassword("limited");
    return dataSource;
  }
}
