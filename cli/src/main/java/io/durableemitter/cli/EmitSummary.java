package io.durableemitter.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
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
    out.printf(
        Locale.ROOT,
        "%d events read, %d stored, %d delivered to %s, %d pending%s, %d malformed, in %.1f s%n",
        read,
        stored,
        delivered,
        endpoint,
        pending,
        deadLetters > 0 ? ", " + deadLetters + " dead letters" : "",
        malformed,
        seconds);
    if (pending > 0) {
      out.println(
          pending
              + " events are left in the store; run emit again, with or without input, to deliver them");
    }
    if (deadLetters > 0) {
      out.println(
          deadLetters
              + " events will not be delivered and are dead letters now; 'dead-letters list' shows"
              + " why, 'dead-letters redrive' sends them again");
    }
  }
}
