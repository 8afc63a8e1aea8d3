package io.durableemitter.postgres;

import io.durableemitter.api.Payload;
import io.durableemitter.api.internal.wire.HeaderReader;
import io.durableemitter.api.internal.wire.UndecodablePayloadException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Whether the oldest rows are CloudEvents. Looks at a few, and at none that is large. */
final class UndecodableCheck implements DiagnosisCheck {

  private static final int ROWS = 100;
  private static final String OLDEST =
      """
      SELECT id, CASE WHEN octet_length(payload) <= 65536 THEN payload END
        FROM {queue} WHERE delivered_at IS NULL ORDER BY id LIMIT %d
      """
          .formatted(ROWS);

  private record Row(long id, Payload payload) {}

  @Override
  public void look(Look look) throws SQLException {
    List<Row> undecodable = new ArrayList<>();
    String how = "";
    for (Row row : look.rows(OLDEST, row -> new Row(row.getLong(1), payload(row.getBytes(2))))) {
      if (row.payload().size() > 0) {
        try {
          HeaderReader.read(row.payload());
        } catch (UndecodablePayloadException e) {
          how = String.valueOf(e.getMessage());
          undecodable.add(row);
        }
      }
    }
    if (undecodable.isEmpty()) {
      look.ok("the oldest rows are CloudEvents");
    } else {
      look.warning(
          undecodable.size()
              + " of the oldest "
              + ROWS
              + " rows are no CloudEvents, the first is row "
              + undecodable.get(0).id()
              + "; "
              + how
              + "; hosts make dead letters of them",
          "durable-emitter events decode --row " + undecodable.get(0).id());
    }
  }

  private static Payload payload(byte @Nullable [] bytes) {
    return Payload.wrap(bytes == null ? new byte[0] : bytes);
  }
}
