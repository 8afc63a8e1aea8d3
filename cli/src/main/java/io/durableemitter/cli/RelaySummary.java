package io.durableemitter.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.durableemitter.api.internal.text.ForeignText;
import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalLong;

/**
 * What a relay did.
 *
 * @param delivered events
 * @param deadLetters events that it gave up
 * @param pending events in the table at the end; empty if the database did not answer
 * @param seconds from its start
 */
record RelaySummary(long delivered, long deadLetters, OptionalLong pending, double seconds) {

  void print(PrintWriter out, boolean json, String destination) throws JsonProcessingException {
    if (json) {
      Map<String, Object> values = new LinkedHashMap<>();
      values.put("delivered", delivered);
      values.put("deadLetters", deadLetters);
      values.put("pending", pending.isPresent() ? pending.getAsLong() : null);
      values.put("seconds", seconds);
      out.println(EventParser.JSON.writeValueAsString(values));
      return;
    }
    out.printf(
        Locale.ROOT,
        "relay delivered %s to %s, %s, %s, in %.1f s%n",
        Count.of(delivered, "event"),
        ForeignText.oneLine(destination),
        Count.of(deadLetters, "dead letter"),
        text(pending),
        seconds);
  }

  static String text(OptionalLong pending) {
    return pending.isPresent() ? pending.getAsLong() + " pending" : "pending unknown";
  }
}
