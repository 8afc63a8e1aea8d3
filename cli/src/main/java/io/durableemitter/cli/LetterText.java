package io.durableemitter.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.durableemitter.api.DeadLetter;
import io.durableemitter.api.internal.text.ForeignText;
import io.durableemitter.cli.Table.Column;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Dead letters as text. Their own texts come from anywhere and must not command a terminal. */
final class LetterText {

  private LetterText() {}

  static Table<DeadLetter> table(int width) {
    return new Table<>(
        List.of(
            Column.number("ID", 8, 0, DeadLetter::id),
            Column.text("DIED", 20, 3, letter -> TextOf.time(letter.diedAt())),
            Column.text("REASON", 17, 0, letter -> letter.reason().label()),
            Column.number("ATTEMPTS", 8, 5, DeadLetter::attempts),
            Column.text("EVENT", 36, 2, letter -> letter.header().id()),
            Column.text("SOURCE", 24, 4, letter -> letter.header().source()),
            Column.text("TYPE", 24, 1, letter -> letter.header().type())),
        "LAST ERROR",
        DeadLetter::lastError,
        width);
  }

  /** Safe on a terminal, too: what is escaped is the same text to whoever parses it. */
  static String json(DeadLetter letter) throws JsonProcessingException {
    return ForeignText.oneLine(EventParser.JSON.writeValueAsString(fields(letter)));
  }

  /** Everything but the payload. */
  static Map<String, Object> fields(DeadLetter letter) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("id", letter.id());
    fields.put("reason", letter.reason().label());
    fields.put("lastError", letter.lastError());
    fields.put("attempts", letter.attempts());
    fields.put("eventId", letter.header().id());
    fields.put("source", letter.header().source());
    fields.put("type", letter.header().type());
    fields.put("rowId", letter.rowId());
    fields.put("createdAt", letter.createdAt().toString());
    fields.put("diedAt", letter.diedAt().toString());
    fields.put("payloadBytes", letter.payload().size());
    return fields;
  }
}
