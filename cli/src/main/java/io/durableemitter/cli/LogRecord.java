package io.durableemitter.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;

/** A report of the log on its way to becoming one JSON object. By one thread after the other. */
final class LogRecord {

  private static final int LONGEST_ERROR = 1 << 16;

  private final Map<String, Object> values = new LinkedHashMap<>();
  private final StringBuilder error = new StringBuilder();

  /** One that begins with such a line. */
  static LogRecord of(Matcher head) {
    LogRecord made = new LogRecord();
    made.values.put("time", head.group(1));
    made.values.put("level", head.group(3));
    made.values.put("logger", head.group(4));
    made.values.put("thread", head.group(2));
    made.values.put("message", head.group(5));
    return made;
  }

  /** What somebody wrote who does not log. */
  static LogRecord ofText(String line) {
    LogRecord made = new LogRecord();
    made.values.put("message", line);
    return made;
  }

  /** One more line of its trace, unless that is very long already. */
  void add(String line) {
    if (error.length() + line.length() < LONGEST_ERROR) {
      error.append(error.isEmpty() ? "" : "\n").append(line);
    }
  }

  String json() {
    if (!error.isEmpty()) {
      values.put("error", error.toString());
    }
    try {
      return EventParser.JSON.writeValueAsString(values);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("maps of text are JSON", e);
    }
  }
}
