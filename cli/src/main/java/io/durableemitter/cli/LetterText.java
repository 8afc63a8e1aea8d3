package io.durableemitter.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.durableemitter.api.DeadLetter;
import io.durableemitter.api.log.ForeignText;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/** Dead letters as text. Their own texts come from anywhere and must not command a terminal. */
final class LetterText {

  private static final String FORMAT = "%8s  %-20s  %-17s  %8s  %-36s  %-24s  %-24s  %s";
  private static final int LONGEST_ERROR = 120;

  static final String HEADING =
      String.format(
          Locale.ROOT,
          FORMAT,
          "ID",
          "DIED",
          "REASON",
          "ATTEMPTS",
          "EVENT",
          "SOURCE",
          "TYPE",
          "LAST ERROR");

  private LetterText() {}

  static String row(DeadLetter letter) {
    String error = ForeignText.oneLine(letter.lastError(), LONGEST_ERROR);
    return String.format(
            Locale.ROOT,
            FORMAT,
            letter.id(),
            letter.diedAt().truncatedTo(ChronoUnit.SECONDS),
            letter.reason().label(),
            letter.attempts(),
            cell(letter.header().id()),
            cell(letter.header().source()),
            cell(letter.header().type()),
            error)
        .stripTrailing();
  }

  private static String cell(String text) {
    return text.isEmpty() ? "-" : ForeignText.oneLine(text);
  }

  static String json(DeadLetter letter) throws JsonProcessingException {
    return EventParser.JSON.writeValueAsString(fields(letter));
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
