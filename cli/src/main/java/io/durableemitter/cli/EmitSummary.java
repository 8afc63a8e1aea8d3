package io.durableemitter.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.durableemitter.api.internal.text.ForeignText;
import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/** What an {@code emit} did. */
record EmitSummary(
    long read,
    long stored,
    long delivered,
    long pending,
    long deadLetters,
    long malformed,
    double seconds) {

  void print(PrintWriter out, boolean json, String endpoint) throws JsonProcessingException {
    if (json) {
      Map<String, Object> values = new LinkedHashMap<>();
      values.put("read", read);
      values.put("stored", stored);
      values.put("delivered", delivered);
      values.put("pending", pending);
      values.put("deadLetters", deadLetters);
      values.put("malformed", malformed);
      values.put("seconds", seconds);
      out.println(EventParser.JSON.writeValueAsString(values));
      return;
    }
    String input =
        malformed == 0
            ? Count.of(read, "event") + " read"
            : Count.of(read, "line") + " read, " + Count.of(read - malformed, "event");
    out.printf(
        Locale.ROOT,
        "%s, %d stored, %d delivered to %s, %d pending%s, %d malformed, in %.1f s%n",
        input,
        stored,
        delivered,
        ForeignText.oneLine(endpoint),
        pending,
        deadLetters > 0 ? ", " + Count.of(deadLetters, "dead letter") : "",
        malformed,
        seconds);
    if (pending > 0) {
      out.println(
          Count.of(pending, "event")
              + " "
              + Count.are(pending)
              + " left in the store; run emit again with empty input to deliver "
              + (pending == 1 ? "it" : "them"));
    }
    if (deadLetters > 0) {
      out.println(
          Count.of(deadLetters, "event")
              + " will not be delivered and "
              + (deadLetters == 1 ? "is a dead letter" : "are dead letters")
              + " now; 'dead-letters list' shows why, 'dead-letters redrive' sends"
              + " them again");
    }
  }
}
