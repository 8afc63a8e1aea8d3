package io.durableemitter.postgres;

import io.durableemitter.postgres.RoleRights.Place;
import io.durableemitter.postgres.RoleRights.Right;
import java.sql.SQLException;
import java.util.LinkedHashSet;
import java.util.Set;

/** Which of the roles of docs/operations.md the current one can be, and what it lacks. */
final class GrantsCheck implements DiagnosisCheck {

  private static final String HELD =
      """
      SELECT place, what FROM (
        SELECT 'SCHEMA' AS place, 'USAGE' AS what,
               has_schema_privilege(n.oid, 'USAGE') AS held
          FROM pg_namespace n WHERE n.nspname = '{schema_name}'
        UNION ALL
        SELECT t.place, p, has_table_privilege(t.oid, p)
               OR (p <> 'DELETE' AND has_any_column_privilege(t.oid, p))
          FROM (VALUES ('QUEUE', {queue_oid}), ('DEAD_LETTERS', {dead_letters_oid}),
                       ('HOSTS', {hosts_oid}), ('ACTIONS', {actions_oid}),
                       ('MIGRATIONS', {migrations_oid})) AS t(place, oid),
               unnest(ARRAY['SELECT', 'INSERT', 'UPDATE', 'DELETE']) AS p
         WHERE t.oid IS NOT NULL
        UNION ALL
        SELECT s.place, 'USAGE', CASE WHEN s.sequence THEN has_sequence_privilege(s.oid, 'USAGE, UPDATE') END
          FROM (SELECT CASE d.refobjid WHEN {queue_oid} THEN 'QUEUE_SEQUENCE'
                       WHEN {actions_oid} THEN 'ACTIONS_SEQUENCE' ELSE 'DEAD_LETTERS_SEQUENCE' END AS place, d.objid AS oid,
                       c.relkind = 'S' AS sequence
                  FROM pg_depend d JOIN pg_class c ON c.oid = d.objid
                 WHERE d.classid = 'pg_class'::regclass
                   AND d.refobjid IN ({queue_oid}, {dead_letters_oid}, {actions_oid})) AS s) AS rights
       WHERE held
         AND CASE place WHEN 'MIGRATIONS' THEN what = 'SELECT' ELSE true END
      """;

  // a right on what does not exist cannot be lacking
  private static final String NO_LOG = "SELECT 1 WHERE {migrations_oid} IS NULL";
  private static final String NO_HOSTS = "SELECT 1 WHERE {hosts_oid} IS NULL";
  private static final Set<Place> OF_HOSTS =
      Set.of(Place.HOSTS, Place.ACTIONS, Place.ACTIONS_SEQUENCE);

  @Override
  public void look(Look look) throws SQLException {
    TableName table = look.table();
    Set<Right> held =
        new LinkedHashSet<>(
            look.rows(
                HELD.replace("{schema_name}", table.schema()),
                row -> new Right(Place.valueOf(row.getString(1)), row.getString(2))));
    if (look.row(NO_LOG, row -> 1).isPresent()) {
      held.add(new Right(Place.MIGRATIONS, "SELECT"));
    }
    if (look.row(NO_HOSTS, row -> 1).isPresent()) {
      RoleRights.HOST.rights().stream()
          .filter(right -> OF_HOSTS.contains(right.place()))
          .forEach(held::add);
    }
    String current = look.row("SELECT current_user", row -> row.getString(1)).orElseThrow();
    RoleRights role = RoleRights.nearest(held);
    Set<Right> lacking = role.lacking(held);
    String quoted = "\"" + current.replace("\"", "\"\"") + "\"";
    if (!lacking.isEmpty()) {
      look.warning(
          "role "
              + current
              + " lacks rights of a role that is "
              + named(role)
              + ": "
              + RoleRights.grants(lacking, table, quoted).replaceAll("GRANT | TO \"[^;]*", ""),
          RoleRights.grants(lacking, table, quoted));
    } else if (role.equals(RoleRights.HOST)) {
      look.ok("role " + current + " has all rights of a host");
    } else {
      look.info(
          "role " + current + " has the rights of " + named(role) + ", and not those of a host",
          "if it is to be a host: "
              + RoleRights.grants(RoleRights.HOST.lacking(held), table, quoted));
    }
  }

  private static String named(RoleRights role) {
    return (role.equals(RoleRights.EMITTER) ? "an " : "a ") + role.role();
  }
}
