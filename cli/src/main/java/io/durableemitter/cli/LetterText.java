package io.durableemitter.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.durableemitter.api.DeadLetter;
import io.durableemitter.api.internal.text.ForeignText;
import java.util.LinkedHashMap;
import java.util.Map;

/** Dead letters as text. Their own texts come from anywhere and must not command a terminal. */
final class LetterText {

  private LetterText() {}

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
