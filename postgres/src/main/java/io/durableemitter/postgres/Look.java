package io.durableemitter.postgres;

import io.durableemitter.api.Finding;
import io.durableemitter.api.Finding.Severity;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** One check's way to the database, and the place for what it finds. For one thread. */
final class Look {

  private static final String OID =
      "(SELECT c.oid FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace"
          + " WHERE n.nspname = '%s' AND c.relname = '%s')";

  /** Reads a row. */
  @FunctionalInterface
  interface Reader<T> {
    T read(ResultSet row) throws SQLException;
  }

  private final String check;
  private final Connection connection;
  private final DiagnosisSettings settings;
  private final List<Finding> findings = new ArrayList<>();

  Look(String check, Connection connection, DiagnosisSettings settings) {
    this.check = check;
    this.connection = connection;
    this.settings = settings;
  }

  Connection connection() {
    return connection;
  }

  DiagnosisSettings settings() {
    return settings;
  }

  TableName table() {
    return settings.table();
  }

  List<Finding> findings() {
    return findings;
  }

  void ok(String what) {
    findings.add(new Finding(check, Severity.OK, what, ""));
  }

  void info(String what, String fix) {
    findings.add(new Finding(check, Severity.INFO, what, fix));
  }

  void warning(String what, String fix) {
    findings.add(new Finding(check, Severity.WARNING, what, fix));
  }

  void critical(String what, String fix) {
    findings.add(new Finding(check, Severity.CRITICAL, what, fix));
  }

  /** All is well, unless something was found. */
  void okIfNothing(String what) {
    if (findings.isEmpty()) {
      ok(what);
    }
  }

  /** All rows of a statement, in which the names of this queue's tables are left open. */
  <T> List<T> rows(String sql, Reader<T> reader) throws SQLException {
    List<T> rows = new ArrayList<>();
    try (PreparedStatement statement = connection.prepareStatement(filled(sql));
        ResultSet result = statement.executeQuery()) {
      while (result.next()) {
        rows.add(reader.read(result));
      }
    }
    return rows;
  }

  <T> Optional<T> row(String sql, Reader<T> reader) throws SQLException {
    return rows(sql, reader).stream().findFirst();
  }

  /** The setting of this session. */
  String setting(String name) throws SQLException {
    return row("SELECT current_setting('" + name + "')", row -> row.getString(1)).orElse("");
  }

  // the catalog may be read by everybody; a cast of the name needs rights on the schema
  private String filled(String sql) {
    TableName table = table();
    return table.in(
        sql.replace("{queue_oid}", oid(table))
            .replace("{dead_letters_oid}", oid(table.deadLetters()))
            .replace("{hosts_oid}", oid(table.hosts()))
            .replace("{actions_oid}", oid(table.actions()))
            .replace("{migrations_oid}", oid(MigrationLog.of(table))));
  }

  private static String oid(TableName table) {
    return OID.formatted(table.schema(), table.table());
  }
}
