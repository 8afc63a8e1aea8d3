package io.durableemitter.console;

import io.durableemitter.console.internal.state.Fleet;
import io.durableemitter.spi.HostReport;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;

/**
 * How many deliveries fail in a second, by code: processes report counts since their start, so what
 * was added since the last look counts. For one thread.
 */
final class FailureRates {

  static final int MOST_CODES = 8;
  static final String OTHERS = "others";

  private final Map<String, Boolean> codes = new TreeMap<>();
  private Map<UUID, Map<String, Double>> before = Map.of();
  private long at;

  Map<String, Double> since(Fleet fleet, long nowMillis) {
    Map<UUID, Map<String, Double>> now = new HashMap<>();
    Map<String, Double> rates = new TreeMap<>();
    codes.keySet().forEach(code -> rates.put(code, 0.0));
    double seconds = Math.max(0.001, (nowMillis - at) / 1e3);
    for (HostReport report : fleet.heard()) {
      Map<String, Double> counts = failures(report);
      now.put(report.owner(), counts);
      Map<String, Double> last = before.get(report.owner());
      if (last != null) {
        counts.forEach(
            (code, count) -> {
              double more = Math.max(0, count - last.getOrDefault(code, 0.0)) / seconds;
              if (more > 0) {
                rates.merge(shown(code), more, Double::sum);
              }
            });
      }
    }
    before = now;
    at = nowMillis;
    return rates;
  }

  private static Map<String, Double> failures(HostReport report) {
    Map<String, Double> counts = new HashMap<>();
    report
        .figures()
        .forEach(
            (name, count) -> {
              if (name.startsWith(HostReport.FAILED_BY_CODE)) {
                counts.put(name.substring(HostReport.FAILED_BY_CODE.length()), count);
              }
            });
    return counts;
  }

  /** Codes are whatever the other end sends, so no more than some have a name here. */
  private String shown(String code) {
    if (codes.containsKey(code) || codes.size() < MOST_CODES) {
      codes.put(code, true);
      return code;
    }
    return OTHERS;
  }
}
