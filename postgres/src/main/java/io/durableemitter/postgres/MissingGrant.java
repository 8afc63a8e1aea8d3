package io.durableemitter.postgres;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Which grant would mend a refusal, told from what the server says of it. */
final class MissingGrant {

  private static final Pattern DENIED =
      Pattern.compile("permission denied for (schema|sequence|table|relation) (\\S+)");
  private static final String PAGE = "; docs/operations.md lists what each role needs";

  private MissingGrant() {}

  static String remedy(String message) {
    Matcher denied = DENIED.matcher(message);
    if (denied.find()) {
      String name = denied.group(2);
      return "; run GRANT "
          + switch (denied.group(1)) {
            case "schema" -> "USAGE ON SCHEMA " + name;
            case "sequence" -> "USAGE ON SEQUENCE " + name;
            default -> rights(name) + " ON " + name;
          }
          + " TO the role"
          + PAGE;
    }
    return "; only the owner of the table may do this" + PAGE;
  }

  private static String rights(String table) {
    return table.equals(MigrationLog.NAME) ? "SELECT" : "SELECT, INSERT, UPDATE, DELETE";
  }
}
