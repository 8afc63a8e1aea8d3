package io.durableemitter.cli;

import io.durableemitter.core.DurableEmitter;
import io.durableemitter.core.config.EmitterConfig;
import io.durableemitter.setup.DurableEmitterSetup;
import java.io.IOException;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;

/** One demo from the first emit to the empty queue. */
final class DemoRun {

  // the JIT's share of the first seconds would be most of what is measured
  private static final Duration WARM_UP = Duration.ofSeconds(2);
  private static final Duration LOOK = Duration.ofMillis(20);

  private final OpenStore store;
  private final DemoSite site;
  private final DemoEvents source;
  private final Progress progress;
  private final Shutdown shutdown;
  private final DurableEmitter emitter;
  private final DemoCallers callers;
  private final Optional<DemoMetrics> metrics;
  private double outageSeconds;

  DemoRun(
      OpenStore store,
      DemoSite site,
      DemoEvents source,
      int callers,
      Progress progress,
      Shutdown shutdown,
      Telemetry telemetry,
      Optional<DemoMetrics> metrics) {
    this.store = store;
    this.site = site;
    this.source = source;
    this.progress = progress;
    this.shutdown = shutdown;
    this.metrics = metrics;
    DurableEmitterSetup setup =
        DurableEmitterSetup.builder(store.store())
            .endpoint(site.ingress().endpoint())
            .plaintext()
            .emitter(config());
    telemetry.meter().ifPresent(setup::meter);
    telemetry.traces().ifPresent(setup::openTelemetry);
    this.emitter = setup.build();
    this.callers = new DemoCallers(emitter, source, callers, shutdown);
  }

  private static EmitterConfig config() {
    return EmitterConfig.builder()
        // the only process on this table: it knows which rows are its own, so they need not age
        .retransmit(
            retransmit -> retransmit.after(Duration.ofSeconds(1)).interval(Duration.ofMillis(500)))
        .deliver(
            deliver ->
                deliver.gate(
                    gate ->
                        gate.firstProbe(Duration.ofMillis(200))
                            .longestProbe(Duration.ofSeconds(1))))
        .metrics(
            metrics -> metrics.pollInterval(Duration.ofSeconds(1)).maxQueuePayloadBytes(1L << 30))
        .build();
  }

  /** The figures; empty if the user has interrupted the demo. */
  Optional<DemoReport> run(DemoOutage outage, Duration drainTimeout) throws Exception {
    long begin = System.nanoTime();
    long drainBegin;
    long drained;
    try {
      emitter.start();
      source.start();
      callers.start();
      waitUntil(() -> System.nanoTime() - begin > WARM_UP.toNanos() || source.share() >= 0.2);
      callers.measure();
      waitUntil(() -> source.share() >= 0.4 || callers.done());
      long outageEnd = outage.isPlanned() ? outage(outage) : begin;
      waitUntil(callers::done);
      drainBegin = Math.max(callers.endNanos(), outageEnd);
      long drainDeadline = System.nanoTime() + drainTimeout.toNanos();
      waitUntil(() -> isDrained() || System.nanoTime() - drainDeadline > 0);
      drained = System.nanoTime();
      outage.forget();
      metrics.ifPresent(DemoMetrics::collect);
    } finally {
      shutdown.close(emitter);
      callers.stop();
    }
    return shutdown.requested()
        ? Optional.empty()
        : Optional.of(report(begin, drainBegin, drained));
  }

  private long outage(DemoOutage outage) throws IOException, InterruptedException {
    outage.begin();
    waitUntil(outage::isOver);
    if (!shutdown.requested()) {
      outageSeconds = outage.end();
    }
    return System.nanoTime();
  }

  private boolean isDrained() {
    return emitter.stats().inFlight() == 0 && store.isEmpty();
  }

  private void waitUntil(java.util.function.BooleanSupplier condition) throws InterruptedException {
    while (!shutdown.requested() && !condition.getAsBoolean()) {
      progress.show(state());
      if (shutdown.await(LOOK)) {
        return;
      }
    }
  }

  private String state() {
    long emitted = callers.emitted();
    long delivered = emitter.stats().delivered();
    return String.format(
        Locale.ROOT,
        "%s %,d stored, %,d delivered, %,d pending%s",
        Progress.bar(source.share()),
        emitted,
        delivered,
        Math.max(0, emitted - delivered),
        outageSeconds == 0 && emitter.stats().deliveryFailures() > 0 ? "  (ingress away)" : "");
  }

  private DemoReport report(long begin, long drainBegin, long drained)
      throws IOException, InterruptedException {
    IdLedger ledger = callers.ledger();
    AtomicLong unexpected = new AtomicLong();
    site.forEachId(
        id -> {
          if (!ledger.find(UUID.fromString(id))) {
            unexpected.incrementAndGet();
          }
        });
    long pending = store.queue().depth();
    long missing = (long) ledger.size() - ledger.foundCount();
    return new DemoReport(
        ledger.size(),
        ledger.foundCount(),
        site.isKafka() ? OptionalLong.of(ledger.foundCount()) : OptionalLong.empty(),
        Math.max(0, missing - pending),
        ledger.duplicateCount(),
        pending,
        // an emit whose outcome is unknown may have been stored: that is no invention
        Math.max(0, unexpected.get() - callers.unknown()),
        callers.failed(),
        callers.emitsPerSecond(),
        ledger.foundCount() / ((drained - begin) / 1e9),
        callers.percentileMillis(50),
        callers.percentileMillis(99),
        callers.measuredSeconds(),
        outageSeconds,
        (drained - drainBegin) / 1e9);
  }

  String interruptedMessage() {
    return "interrupted: "
        + callers.emitted()
        + " events were stored and "
        + emitter.stats().delivered()
        + " delivered; the demo's database was temporary and is removed";
  }
}
