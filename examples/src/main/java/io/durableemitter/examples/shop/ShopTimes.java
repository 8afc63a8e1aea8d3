package io.durableemitter.examples.shop;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * How long requests took.
 *
 * @param requests that were under way at once
 * @param without of the shop without events
 * @param with of the shop with them
 */
record ShopTimes(int requests, Percentiles without, Percentiles with) {

  /** Of milliseconds. */
  record Percentiles(double p50, double p90, double p99, double max) {

    static Percentiles of(long[] nanos) {
      long[] sorted = nanos.clone();
      Arrays.sort(sorted);
      return new Percentiles(at(sorted, 0.5), at(sorted, 0.9), at(sorted, 0.99), at(sorted, 1));
    }

    /** The smallest that so great a part is not above. */
    private static double at(long[] sorted, double part) {
      int place = (int) Math.ceil(part * sorted.length) - 1;
      return Math.round(sorted[place] / 1e5) / 10.0;
    }

    private String forPeople(String shop) {
      return String.format(Locale.ROOT, "%-16s %8.1f %8.1f %8.1f %8.1f", shop, p50, p90, p99, max);
    }
  }

  String toJson(String boot) throws JsonProcessingException {
    Map<String, Object> figures = new LinkedHashMap<>();
    figures.put("boot", boot);
    figures.put("requestsAtOnce", requests);
    figures.put("withoutEventsMillis", without);
    figures.put("withEventsMillis", with);
    return new ObjectMapper().writeValueAsString(figures);
  }

  List<String> forPeople() {
    return List.of(
        requests + " requests at once, milliseconds:",
        "                      p50      p90      p99      max",
        without.forPeople("without events"),
        with.forPeople("with events"));
  }
}
