package io.durableemitter.cli;

import io.durableemitter.api.internal.text.ForeignText;
import io.opentelemetry.sdk.metrics.data.DoublePointData;
import io.opentelemetry.sdk.metrics.data.HistogramPointData;
import io.opentelemetry.sdk.metrics.data.LongPointData;
import io.opentelemetry.sdk.metrics.data.MetricData;
import io.opentelemetry.sdk.metrics.data.PointData;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** One value of one instrument; of a histogram, how many values it has and their mean. */
record MetricRow(
    String name, String unit, Map<String, String> attributes, Map<String, Number> values) {

  static Stream<MetricRow> of(MetricData metric) {
    return metric.getData().getPoints().stream().map(point -> of(metric, point));
  }

  private static MetricRow of(MetricData metric, PointData point) {
    Map<String, String> attributes = new TreeMap<>();
    point.getAttributes().forEach((key, value) -> attributes.put(key.getKey(), "" + value));
    return new MetricRow(metric.getName(), metric.getUnit(), attributes, values(point));
  }

  private static Map<String, Number> values(PointData point) {
    if (point instanceof LongPointData number) {
      return Map.of("value", number.getValue());
    }
    if (point instanceof DoublePointData number) {
      return Map.of("value", number.getValue());
    }
    HistogramPointData histogram = (HistogramPointData) point;
    Map<String, Number> values = new LinkedHashMap<>();
    values.put("count", histogram.getCount());
    values.put("mean", histogram.getSum() / Math.max(1, histogram.getCount()));
    return values;
  }

  Map<String, Object> json() {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("name", name);
    json.put("unit", unit);
    json.put("attributes", attributes);
    json.putAll(values);
    return json;
  }

  String line() {
    String shown =
        values.entrySet().stream()
            .map(
                entry ->
                    (entry.getKey().equals("value") ? "" : entry.getKey() + " ")
                        + format(entry.getValue()))
            .collect(Collectors.joining(", "));
    String with = attributes.isEmpty() ? "" : " " + ForeignText.oneLine("" + attributes);
    return String.format(Locale.ROOT, "%-52s %s %s%s", name, shown, unit, with);
  }

  private static String format(Number value) {
    return value instanceof Long
        ? String.format(Locale.ROOT, "%,d", value)
        : String.format(Locale.ROOT, "%,.4f", value.doubleValue());
  }
}
