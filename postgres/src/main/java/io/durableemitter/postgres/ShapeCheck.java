package io.durableemitter.postgres;

import io.durableemitter.spi.StoreException;
import java.sql.PreparedStatement;
import java.sql.SQLException;

/** Whether the tables are as the store needs them, for any role. */
final class ShapeCheck implements DiagnosisCheck {

  @Override
  public void look(Look look) throws SQLException {
    try {
      TableShape.checkColumns(look.connection(), look.table());
    } catch (StoreException e) {
      look.critical(
          String.valueOf(e.getMessage()),
          "run 'durable-emitter migrate up' as the owner, or mend the column by hand");
      return;
    }
    try (PreparedStatement statement = look.connection().prepareStatement(TableFacts.SQL)) {
      TableFacts facts = TableFacts.read(statement, look.table());
      facts
          .faults()
          .forEach(fault -> look.critical(fault, "see docs/operations.md, the section doctor"));
      if (facts.insertTriggers()) {
        look.info(
            "the table has triggers that can keep a row out; emits of such rows are rejected", "");
      }
    }
    look.okIfNothing("columns, defaults and sequence are as they must be");
  }
}
