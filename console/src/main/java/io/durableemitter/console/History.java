package io.durableemitter.console;

import io.durableemitter.spi.DurableQueueStats;
import io.durableemitter.spi.HostReport;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.TreeSet;
import java.util.function.Function;

/** The figures of the last {@value #MOST} samples: half an hour of one every 2 s. Thread-safe. */
final class History {

  static final int MOST = 900;

  /** Names of the figures, as the page knows them, in the order of the charts. */
  private static final Map<String, Function<Sample, OptionalDouble>> FIGURES =
      new LinkedHashMap<>();

  static {
    FIGURES.put("pending", sample -> of(sample, stats -> (double) stats.depth()));
    FIGURES.put("oldest", sample -> of(sample, stats -> stats.oldestPendingAge().toMillis() / 1e3));
    FIGURES.put("in", sample -> sample.fleet().sum(HostReport.EMITTED_PER_SECOND));
    FIGURES.put("out", sample -> sample.fleet().sum(HostReport.DELIVERED_PER_SECOND));
    FIGURES.put("storeP50", sample -> sample.fleet().most(HostReport.STORE_MILLIS_P50));
    FIGURES.put("storeP99", sample -> sample.fleet().most(HostReport.STORE_MILLIS_P99));
    FIGURES.put("deliverP50", sample -> sample.fleet().most(HostReport.DELIVER_MILLIS_P50));
    FIGURES.put("deliverP99", sample -> sample.fleet().most(HostReport.DELIVER_MILLIS_P99));
  }

  private record Point(double at, Map<String, Double> figures, Map<String, Double> failures) {}

  private final ArrayDeque<Point> points = new ArrayDeque<>();

  private static OptionalDouble of(Sample sample, Function<DurableQueueStats, Double> figure) {
    Optional<Double> value = sample.queue().map(figure);
    return value.isPresent() ? OptionalDouble.of(value.get()) : OptionalDouble.empty();
  }

  synchronized void add(Sample sample) {
    if (points.size() == MOST) {
      points.removeFirst();
    }
    points.addLast(point(sample));
  }

  private static Point point(Sample sample) {
    Map<String, Double> figures = new LinkedHashMap<>();
    FIGURES.forEach((name, figure) -> figures.put(name, figure.apply(sample).orElse(Double.NaN)));
    return new Point(sample.at().toEpochMilli() / 1e3, figures, sample.failures());
  }

  /** A sample by itself, in the form that {@link #columns} has. */
  static Map<String, Object> columns(Sample sample) {
    return columns(List.of(point(sample)));
  }

  synchronized Map<String, Object> columns() {
    return columns(List.copyOf(points));
  }

  private static Map<String, Object> columns(List<Point> points) {
    Map<String, Object> columns = new LinkedHashMap<>();
    columns.put("t", points.stream().map(Point::at).toList());
    for (String name : FIGURES.keySet()) {
      List<Double> column = new ArrayList<>();
      points.forEach(point -> column.add(point.figures().getOrDefault(name, Double.NaN)));
      columns.put(name, column);
    }
    TreeSet<String> codes = new TreeSet<>();
    points.forEach(point -> codes.addAll(point.failures().keySet()));
    Map<String, Object> failures = new LinkedHashMap<>();
    for (String code : codes) {
      List<Double> column = new ArrayList<>();
      points.forEach(point -> column.add(point.failures().getOrDefault(code, 0.0)));
      failures.put(code, column);
    }
    columns.put("failures", failures);
    return columns;
  }
}
