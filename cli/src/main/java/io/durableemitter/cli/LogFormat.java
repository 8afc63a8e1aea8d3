package io.durableemitter.cli;

import java.util.Map;
import java.util.regex.Pattern;

/** How log lines look on standard error. */
enum LogFormat {
  /** For people: the time of day, the level, the class, the message; traces behind them. */
  TEXT("HH:mm:ss.SSS", "\\d\\d:\\d\\d:\\d\\d\\.\\d{3} ([A-Z]+) .*"),

  /** For machines: an object for each, with its trace. */
  JSON("yyyy-MM-dd'T'HH:mm:ss.SSSXXX", "(\\S+) \\[(.*?)] ([A-Z]+) (\\S+) - (.*)");

  private static final String OPTION = "--log-format";

  private final String time;
  private final Pattern head;

  LogFormat(String time, String head) {
    this.time = time;
    this.head = Pattern.compile(head);
  }

  /** As SLF4J's simple logger is told. */
  String time() {
    return time;
  }

  /** What the first line of a report looks like as the simple logger writes it. */
  Pattern head() {
    return head;
  }

  /** What was asked for, before the command line is parsed; what is wrong there is told later. */
  static LogFormat of(String[] args, Map<String, String> environment) {
    String asked = environment.getOrDefault("DURABLE_EMITTER_LOG_FORMAT", "");
    for (int i = 0; i < args.length; i++) {
      if (args[i].startsWith(OPTION + "=")) {
        asked = args[i].substring(OPTION.length() + 1);
      } else if (args[i].equals(OPTION) && i + 1 < args.length) {
        asked = args[i + 1];
      }
    }
    return asked.equalsIgnoreCase(JSON.name()) ? JSON : TEXT;
  }
}
