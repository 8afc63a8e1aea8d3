package io.durableemitter.chaos.child;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.durableemitter.api.EventEmitter;
import io.durableemitter.chaos.crash.Bomb;
import io.durableemitter.chaos.crash.CrashStep;
import io.durableemitter.chaos.exhaustion.ValvedExporter;
import io.durableemitter.chaos.sabotage.Sabotage;
import io.durableemitter.chaos.sabotage.ThrowingTransport;
import io.durableemitter.chipingress.BatchClient;
import io.durableemitter.chipingress.ChipIngressClient;
import io.durableemitter.core.DurableEmitter;
import io.durableemitter.core.DurableEmitterBuilder;
import io.durableemitter.core.config.EmitterConfig;
import io.durableemitter.postgres.PgDurableEventStore;
import io.durableemitter.postgres.PgDurableEventStoreBuilder;
import io.durableemitter.spi.DurableEventStore;
import io.opentelemetry.api.metrics.Meter;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;

/** A real emitter with what its settings put around its parts. */
final class EmitterParts implements AutoCloseable {

  /** The attribute of ordering keys. */
  static final String ORDERED_BY = "partitionkey";

  private final ThrowingTransport transport;
  private final DurableEmitter emitter;
  private final Bomb bomb;

  EmitterParts(EmitterSettings settings, String url, ValvedExporter exporter) {
    Tuning tuning = settings.oneOf(Setting.TUNING, Tuning.class);
    Sabotage sabotage = settings.oneOf(Setting.SABOTAGE, Sabotage.class);
    bomb = new Bomb(settings.oneOf(Setting.CRASH_AT, CrashStep.class));
    HikariConfig config = tuning.pool();
    config.setJdbcUrl(url);
    HikariDataSource pool = new HikariDataSource(config);
    PgDurableEventStoreBuilder store =
        PgDurableEventStore.builder(pool).table(settings.text(Setting.TABLE));
    tuning.tune(store);
    BatchClient.Builder client =
        BatchClient.builder(
                ChipIngressClient.builder("127.0.0.1:" + settings.text(Setting.INGRESS))
                    .plaintext()
                    .build())
            .config(tuning.batch());
    DurableEmitterBuilder builder =
        DurableEmitter.builder().hooks(bomb.hooks()).config(config(settings, tuning, sabotage));
    if (settings.isOn(Setting.METRICS)) {
      Meter meter = exporter.meter();
      client.meter(meter);
      builder.meter(meter);
    }
    transport = new ThrowingTransport(sabotage.around(bomb.around(client.build())));
    AtomicReference<DurableEmitter> itself = new AtomicReference<>();
    DurableEventStore crashing =
        bomb.around(store.build(), () -> awaitQueued(Objects.requireNonNull(itself.get())));
    emitter = builder.store(sabotage.around(crashing)).transport(transport).build();
    itself.set(emitter);
  }

  private static EmitterConfig config(EmitterSettings settings, Tuning tuning, Sabotage sabotage) {
    EmitterConfig.Builder config =
        tuning.emitter().retransmit(on -> on.enabled(settings.isOn(Setting.MAINTENANCE)));
    boolean ordered = settings.number(Setting.KEYS) > 0 && sabotage != Sabotage.NO_ORDER;
    return (ordered ? config.order(order -> order.attribute(ORDERED_BY)) : config).build();
  }

  private static void awaitQueued(DurableEmitter emitter) {
    while (emitter.stats().insertQueued() == 0) {
      LockSupport.parkNanos(1_000_000);
    }
  }

  DurableEmitter emitter() {
    return emitter;
  }

  /** What callers are given. */
  EventEmitter front() {
    return bomb.around(emitter);
  }

  ThrowingTransport transport() {
    return transport;
  }

  /** The pool goes with the process: it logs that it closes, and the log may be blocked. */
  @Override
  public void close() {
    emitter.close();
  }
}
