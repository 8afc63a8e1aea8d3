package io.durableemitter.core.internal.maintain;

import io.durableemitter.api.internal.text.ErrorText;
import io.durableemitter.api.internal.text.ForeignText;
import io.durableemitter.core.internal.deliver.DeliveryGate;
import io.durableemitter.core.internal.metrics.EmitterCounters;
import io.durableemitter.core.internal.metrics.LatencyHistogram;
import io.durableemitter.spi.HostRegistry;
import io.durableemitter.spi.HostReport;
import io.durableemitter.spi.QueueAction;
import io.durableemitter.spi.QueueOrders;
import io.durableemitter.spi.StoreException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells the others of this queue now and then how this process is, and follows what is ordered. */
public final class HostReporter implements Pass {

  private static final Logger log = LoggerFactory.getLogger(HostReporter.class);

  /** Time between two reports. */
  public static final Duration INTERVAL = Duration.ofSeconds(5);

  /** Who reports, and of what. */
  public record Parts(
      UUID owner,
      String version,
      String role,
      EmitterCounters counters,
      DeliveryGate gate,
      LongSupplier insertQueued,
      LongSupplier inFlight,
      Supplier<Optional<String>> problem,
      Runnable confirmExpiry) {}

  private final HostRegistry registry;
  private final Parts parts;
  private final LongSupplier ticker;
  private final String name = ThisProcess.name();
  private final long begin;
  private long reported;
  private long emitted;
  private long delivered;
  private final CountDownLatch first = new CountDownLatch(1);
  private volatile boolean isListed;
  private Optional<OptionalLong> confirmation = Optional.empty();

  /** A process that starts now. */
  public HostReporter(HostRegistry registry, Parts parts, LongSupplier ticker) {
    this.registry = registry;
    this.parts = parts;
    this.ticker = ticker;
    this.begin = ticker.getAsLong();
    this.reported = begin;
  }

  @Override
  public Duration runOnce() {
    try {
      follow(ordered());
      return INTERVAL;
    } finally {
      first.countDown();
    }
  }

  private QueueOrders ordered() {
    isListed = false;
    try {
      QueueOrders orders = registry.report(report());
      isListed = true;
      return orders;
    } catch (StoreException refused) {
      // who may not report may still be told to pause
      follow(registry.orders());
      throw refused;
    }
  }

  /**
   * Waits for the first turn, so that nothing is delivered in a pause that this process has not
   * heard of yet.
   *
   * @param most the most time to wait: a store that does not answer gives out no rows either
   */
  public void awaitFirst(Duration most) {
    try {
      if (!first.await(TimeUnit.NANOSECONDS.convert(most), TimeUnit.NANOSECONDS)) {
        log.info("not told within {} whether delivery is paused", most);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /**
   * To be called once there is no further turn. Who cannot leave is forgotten after a while.
   *
   * @param most the most time that it may take
   */
  public void leave(Duration most) {
    if (!isListed || most.isZero() || most.isNegative()) {
      return;
    }
    Thread leaving = new Thread(this::leave, "durable-emitter-leave");
    leaving.setDaemon(true);
    leaving.start();
    try {
      leaving.join(Math.max(1, most.toMillis()));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void leave() {
    try {
      registry.leave(parts.owner());
    } catch (StoreException e) {
      log.info("this process stays on the list of hosts for an hour: {}", ErrorText.of(e));
    }
  }

  private HostReport report() {
    long now = ticker.getAsLong();
    return new HostReport(
        parts.owner(),
        name,
        parts.version(),
        parts.role(),
        Duration.ofNanos(now - begin),
        parts.gate().state().name(),
        parts.problem().get().orElse(""),
        figures(now));
  }

  private Map<String, Double> figures(long now) {
    EmitterCounters counters = parts.counters();
    Map<String, Double> figures = new HashMap<>();
    counters.forReport(figures);
    figures.put(HostReport.IN_FLIGHT, (double) parts.inFlight().getAsLong());
    figures.put(HostReport.INSERT_QUEUED, (double) parts.insertQueued().getAsLong());
    long stored = counters.stored();
    long sent = counters.delivered();
    double seconds = (now - reported) / 1e9;
    if (seconds > 0) {
      figures.put(HostReport.EMITTED_PER_SECOND, (stored - emitted) / seconds);
      figures.put(HostReport.DELIVERED_PER_SECOND, (sent - delivered) / seconds);
    }
    reported = now;
    emitted = stored;
    delivered = sent;
    quantiles(
        figures, counters.storeTimes(), HostReport.STORE_MILLIS_P50, HostReport.STORE_MILLIS_P99);
    quantiles(
        figures,
        counters.deliveryTimes(),
        HostReport.DELIVER_MILLIS_P50,
        HostReport.DELIVER_MILLIS_P99);
    return figures;
  }

  private static void quantiles(
      Map<String, Double> figures, LatencyHistogram times, String middle, String slow) {
    times.turn();
    times.millis(0.5).ifPresent(millis -> figures.put(middle, millis));
    times.millis(0.99).ifPresent(millis -> figures.put(slow, millis));
  }

  private void follow(QueueOrders orders) {
    parts.gate().follow(orders.pause().map(HostReporter::text));
    // what was confirmed before this process began was not meant for it
    if (confirmation.isPresent() && !confirmation.get().equals(orders.expiryConfirmation())) {
      parts.confirmExpiry().run();
    }
    confirmation = Optional.of(orders.expiryConfirmation());
  }

  private static String text(QueueAction pause) {
    return ForeignText.oneLine(
        "by "
            + pause.actor()
            + " at "
            + pause.at()
            + (pause.detail().isEmpty() ? "" : ": " + pause.detail()));
  }
}
