package io.durableemitter.postgres;

import io.durableemitter.api.internal.text.ForeignText;
import java.util.regex.Pattern;

/**
 * The name of a table with its schema. Checked once and quoted once, so that no name from a
 * configuration can become SQL.
 */
record TableName(String schema, String table) {

  static final String DEFAULT = "cre.chip_durable_events";

  private static final String DEAD_LETTERS = "_dead_letters";
  private static final int LONGEST = 63 - DEAD_LETTERS.length();

  private static final Pattern IDENTIFIER = Pattern.compile("[a-z_][a-z0-9_]{0,62}");

  static TableName parse(String name) {
    int dot = name.indexOf('.');
    TableName parsed =
        dot < 0
            ? new TableName("public", name)
            : new TableName(name.substring(0, dot), name.substring(dot + 1));
    if (!isIdentifier(parsed.schema) || !isIdentifier(parsed.table)) {
      throw new IllegalArgumentException(
          "'"
              + ForeignText.oneLine(name, 130)
              + "' is not a table name; write schema.table, each of up to 63 lower-case letters,"
              + " digits and underscores, not beginning with a digit, such as "
              + DEFAULT);
    }
    if (parsed.table.length() > LONGEST) {
      throw new IllegalArgumentException(
          "table name '"
              + parsed.table
              + "' has "
              + parsed.table.length()
              + " characters but must have at most "
              + LONGEST
              + ", so that the name of its table of dead letters, which ends in "
              + DEAD_LETTERS
              + ", is not cut by PostgreSQL");
    }
    return parsed;
  }

  private static boolean isIdentifier(String name) {
    return IDENTIFIER.matcher(name).matches();
  }

  /** For use in SQL. */
  String quoted() {
    return quotedSchema() + ".\"" + table + "\"";
  }

  String quotedSchema() {
    return "\"" + schema + "\"";
  }

  TableName sibling(String name) {
    return new TableName(schema, name);
  }

  /** A text with the names of this queue's tables in the holes that are left for them. */
  String in(String text) {
    return text.replace("{schema}", quotedSchema())
        .replace("{queue}", quoted())
        .replace("{dead_letters}", deadLetters().quoted())
        .replace("{hosts}", hosts().quoted())
        .replace("{actions}", actions().quoted())
        .replace("{actions_kind}", "\"" + table + "_actions_kind\"")
        .replace("{migrations}", MigrationLog.of(this).quoted())
        .replace("{table}", table);
  }

  /** Where rows of this table go that are given up. */
  TableName deadLetters() {
    return sibling(table + DEAD_LETTERS);
  }

  /** Where the processes of this queue report. */
  TableName hosts() {
    return sibling(table + "_hosts");
  }

  /** Where it is written down what people do with this queue. */
  TableName actions() {
    return sibling(table + "_actions");
  }

  @Override
  public String toString() {
    return schema + "." + table;
  }
}
