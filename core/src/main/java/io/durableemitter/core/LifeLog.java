package io.durableemitter.core;

import io.durableemitter.api.EmitterStats;
import io.durableemitter.api.internal.log.ThrottledLog;
import io.durableemitter.core.config.EmitterConfig;
import java.io.IOException;
import java.io.InputStream;
import java.util.Properties;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;

/** The first and the last line of an emitter's life. */
final class LifeLog {

  /** What this software is called by its build. */
  static final String VERSION = version();

  private final ThrottledLog log;
  private final String store;
  private final String transport;
  private final EmitterConfig config;
  private final AtomicBoolean running = new AtomicBoolean();

  LifeLog(ThrottledLog log, Object store, String transport, EmitterConfig config) {
    this.log = log;
    this.store = String.valueOf(store);
    this.transport = transport;
    this.config = config;
  }

  void started() {
    running.set(true);
    log.infoOfChange(
        "started",
        "started: version {}, {}, {} by {}; settings that differ from the defaults: {}",
        VERSION,
        store,
        config.retransmit().enabled() ? "host" : "emitter",
        transport,
        SettingsDiff.fromDefaults(config));
  }

  /** Without effect if it was not running. */
  void closed(Supplier<EmitterStats> figures) {
    if (!running.getAndSet(false)) {
      return;
    }
    EmitterStats stats = figures.get();
    log.infoOfChange(
        "closed",
        "closed: {}; {} emitted, {} delivered, {} attempts failed, {} dead letters",
        store,
        stats.emitted() + stats.emittedInTransactions(),
        stats.delivered(),
        stats.deliveryFailures(),
        stats.deadLetters());
  }

  private static String version() {
    Properties properties = new Properties();
    try (InputStream in = LifeLog.class.getResourceAsStream("version.properties")) {
      if (in != null) {
        properties.load(in);
      }
    } catch (IOException unreadable) {
      return "unknown";
    }
    return properties.getProperty("version", "unknown");
  }
}
