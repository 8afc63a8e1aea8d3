package io.durableemitter.console.internal.state;

import io.durableemitter.spi.HostReport;
import io.durableemitter.spi.QueueOrders;
import io.durableemitter.spi.RegisteredHost;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * What the processes of a queue say, put together. Those that are silent say nothing of now.
 * Immutable.
 *
 * @param known whether the store keeps reports at all, and lets them be read
 * @param hosts all of them, those heard of last first
 * @param orders what is ordered
 */
public record Fleet(boolean known, List<RegisteredHost> hosts, QueueOrders orders) {

  /** Of a store that keeps no reports. */
  public static final Fleet UNKNOWN = new Fleet(false, List.of(), QueueOrders.NONE);

  /** What those say that are heard of. */
  public List<HostReport> heard() {
    return hosts.stream().filter(RegisteredHost::isHeard).map(RegisteredHost::report).toList();
  }

  /** Those that are not heard of any more. */
  public long silent() {
    return hosts.stream().filter(host -> !host.isHeard()).count();
  }

  /** Those that send what waits. */
  public long senders() {
    return heard().stream().filter(report -> report.role().equals("host")).count();
  }

  /** A rate of all together, empty if nobody tells. */
  public OptionalDouble sum(String figure) {
    List<Double> values = figures(figure);
    return values.isEmpty()
        ? OptionalDouble.empty()
        : OptionalDouble.of(values.stream().mapToDouble(Double::doubleValue).sum());
  }

  /** A time: that of the slowest process. */
  public OptionalDouble most(String figure) {
    return figures(figure).stream().mapToDouble(Double::doubleValue).max();
  }

  private List<Double> figures(String name) {
    return heard().stream()
        .flatMap(report -> Optional.ofNullable(report.figures().get(name)).stream())
        .toList();
  }

  /** {@code OPEN}, {@code CLOSED}, {@code PARTLY}, {@code PAUSED} or {@code UNKNOWN}. */
  public String gate() {
    if (orders.pause().isPresent()) {
      return "PAUSED";
    }
    List<String> gates = heard().stream().map(HostReport::gate).distinct().toList();
    if (gates.isEmpty()) {
      return "UNKNOWN";
    }
    if (gates.size() == 1) {
      return gates.get(0);
    }
    return gates.contains("CLOSED") ? "PARTLY" : gates.get(0);
  }
}
