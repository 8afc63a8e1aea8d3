package io.durableemitter.postgres;

import java.sql.SQLException;

/** Whether what the server calls committed survives a crash. */
final class DurabilityCheck implements DiagnosisCheck {

  @Override
  public void look(Look look) throws SQLException {
    judge(
        look,
        look.setting("fsync"),
        look.setting("full_page_writes"),
        look.setting("synchronous_commit"));
  }

  static void judge(Look look, String fsync, String fullPageWrites, String synchronous) {
    if (fsync.equals("off")) {
      look.critical(
          "fsync is off: a crash of the machine can lose stored events, or the whole database",
          "ALTER SYSTEM SET fsync = on; SELECT pg_reload_conf()");
    }
    if (fullPageWrites.equals("off")) {
      look.critical(
          "full_page_writes is off: a crash in the middle of a write can destroy a page for good",
          "ALTER SYSTEM SET full_page_writes = on; SELECT pg_reload_conf()");
    }
    if (synchronous.equals("off")) {
      look.warning(
          "synchronous_commit is off for this session: inserts of an emitter switch it on, but"
              + " transactions of the application, with the events in them, can be lost in a crash",
          "ALTER ROLE CURRENT_USER SET synchronous_commit = on, or ALTER DATABASE, or ALTER SYSTEM,"
              + " whichever set it: see SELECT source FROM pg_settings WHERE name ="
              + " 'synchronous_commit'");
    }
    look.okIfNothing("fsync and full_page_writes are on, synchronous_commit is " + synchronous);
  }
}
