package io.durableemitter.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/** The figures of a demo. */
record DemoReport(
    long emitted,
    long delivered,
    OptionalLong readFromKafka,
    long lost,
    long duplicates,
    long pending,
    long unexpected,
    long emitFailures,
    double emitsPerSecond,
    double deliveriesPerSecond,
    double emitP50Millis,
    double emitP99Millis,
    double emitSeconds,
    double outageSeconds,
    double drainSeconds) {

  int exitCode() {
    if (lost > 0 || unexpected > 0) {
      return ExitCode.FAILED;
    }
    return pending > 0 ? ExitCode.NOT_DELIVERED : ExitCode.OK;
  }

  void print(PrintWriter out, boolean json, Optional<DemoMetrics> metrics)
      throws JsonProcessingException {
    Map<String, Object> values = new LinkedHashMap<>();
    values.put("emitted", emitted);
    values.put("delivered", delivered);
    readFromKafka.ifPresent(count -> values.put("readFromKafka", count));
    values.put("lost", lost);
    values.put("duplicates", duplicates);
    values.put("pending", pending);
    values.put("unexpected", unexpected);
    values.put("emitFailures", emitFailures);
    values.put("emitsPerSecond", rounded(emitsPerSecond));
    values.put("deliveriesPerSecond", rounded(deliveriesPerSecond));
    values.put("emitP50Millis", rounded(emitP50Millis));
    values.put("emitP99Millis", rounded(emitP99Millis));
    values.put("emitSeconds", rounded(emitSeconds));
    values.put("outageSeconds", rounded(outageSeconds));
    values.put("drainSeconds", rounded(drainSeconds));
    if (json) {
      metrics.ifPresent(kept -> values.put("metrics", kept.json()));
      out.println(EventParser.JSON.writeValueAsString(values));
    } else {
      table(out);
      metrics.ifPresent(kept -> kept.print(out));
    }
  }

  private void table(PrintWriter out) {
    row(out, "emitted", "%,d", emitted, "emits that returned");
    row(out, "delivered", "%,d", delivered, "of those, accepted by the ingress");
    readFromKafka.ifPresent(
        count -> row(out, "read from Kafka", "%,d", count, "of those, by a consumer of the topic"));
    row(out, "lost", "%,d", lost, "neither delivered nor pending");
    row(out, "duplicates", "%,d", duplicates, "accepted more than once");
    row(out, "pending", "%,d", pending, "rows left in the store");
    row(
        out,
        "emit rate",
        "%,.0f/s",
        emitsPerSecond,
        "over " + seconds(emitSeconds) + ", after the warm-up");
    row(out, "delivery rate", "%,.0f/s", deliveriesPerSecond, "until the queue was empty");
    row(out, "emit p50", "%.2f ms", emitP50Millis, "a commit with fsync, shared with others");
    row(out, "emit p99", "%.2f ms", emitP99Millis, "");
    row(out, "outage", "%.1f s", outageSeconds, "the ingress refused every call");
    row(out, "drain", "%.1f s", drainSeconds, "from the end of emits and outage to an empty queue");
    if (emitFailures > 0) {
      row(out, "failed emits", "%,d", emitFailures, "their callers know");
    }
  }

  private static void row(PrintWriter out, String name, String format, Object value, String note) {
    out.printf(
        Locale.ROOT, "  %-15s %12s  %s%n", name, String.format(Locale.ROOT, format, value), note);
  }

  private static String seconds(double value) {
    return String.format(Locale.ROOT, "%.1f s", value);
  }

  private static double rounded(double value) {
    return Math.round(value * 1000) / 1000.0;
  }
}
