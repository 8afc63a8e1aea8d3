package io.durableemitter.chaos;

import java.sql.SQLException;
import java.time.Duration;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Waits after a fault until nothing is left of it: every emit that was under way has ended, every
 * host emits again, and what was in the queue is gone. Whoever does not get there by itself does
 * not recover.
 */
final class Settling {

  private static final Duration LIMIT = Duration.ofSeconds(45);
  private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

  private final Database database;
  private final Set<Long> corruptRows;
  private final CallerWatch callers;

  Settling(Database database, Set<Long> corruptRows, CallerWatch callers) {
    this.database = database;
    this.corruptRows = corruptRows;
    this.callers = callers;
  }

  /** Waits; tells what did not settle, if something did not. */
  Optional<String> await() throws SQLException {
    String healed = database.now();
    callers.readOn();
    Set<String> underWay = callers.underWay();
    Map<Host, Long> before = callers.acknowledged();
    long deadline = System.nanoTime() + LIMIT.toNanos();
    Optional<String> left = left(healed, underWay, before);
    while (left.isPresent() && System.nanoTime() - deadline < 0) {
      LockSupport.parkNanos(LOOK_NANOS);
      callers.readOn();
      left = left(healed, underWay, before);
    }
    return left;
  }

  private Optional<String> left(String healed, Set<String> underWay, Map<Host, Long> before)
      throws SQLException {
    Set<String> stillUnderWay = new HashSet<>(callers.underWay());
    stillUnderWay.retainAll(underWay);
    if (!stillUnderWay.isEmpty()) {
      return Optional.of("emits do not end: " + stillUnderWay);
    }
    Map<Host, Long> silent = new LinkedHashMap<>(callers.acknowledged());
    silent.entrySet().removeIf(host -> host.getValue() > before.getOrDefault(host.getKey(), 0L));
    if (!silent.isEmpty()) {
      return Optional.of(
          "no emit returns any more: " + silent.keySet().stream().map(Host::name).toList());
    }
    long rows = database.pendingBut(corruptRows, healed);
    return rows == 0 ? Optional.empty() : Optional.of(rows + " events stay pending");
  }
}
