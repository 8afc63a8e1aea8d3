package io.durableemitter.core.internal.metrics;

import io.durableemitter.api.BatchingConfig;
import io.durableemitter.api.Hooks;
import io.durableemitter.api.internal.batch.BatchHandler;
import io.durableemitter.api.internal.batch.Batcher;
import io.durableemitter.api.internal.batch.Offer;
import io.durableemitter.api.internal.log.LogThrottle;
import io.durableemitter.api.internal.log.ThrottledLog;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Tells health what happened at once, and a user's hooks on a thread of their own, in order. What
 * they throw is counted and logged and goes no further; hooks that are slow or hang lose calls, and
 * nothing else waits for them.
 */
public final class SafeHooks implements Hooks {

  private static final int MOST_QUEUED = 10_000;
  private static final int MOST_AT_ONCE = 500;

  private record Hook<E>(Consumer<E> method, Consumer<Throwable> report) {}

  private record Call<E>(Hook<E> hook, E event) {}

  private final Hooks hooks;
  private final Hook<EmitInsert> emitInsert;
  private final Hook<BatchPublish> batchPublish;
  private final Hook<BatchMarkDelivered> batchMarkDelivered;
  private final HealthSignals signals;
  private final EmitterCounters counters;
  private final ThrottledLog log;
  private final Batcher<Call<?>> calls;
  private volatile boolean behind;

  /** Hooks around those of a user; {@link #start()} makes the thread. */
  public SafeHooks(
      Hooks hooks, HealthSignals signals, EmitterCounters counters, LogThrottle throttle) {
    this.hooks = hooks;
    this.signals = signals;
    this.counters = counters;
    this.log = throttle.log(SafeHooks.class);
    this.emitInsert = hook("onEmitInsert", hooks::onEmitInsert);
    this.batchPublish = hook("onBatchPublish", hooks::onBatchPublish);
    this.batchMarkDelivered = hook("onBatchMarkDelivered", hooks::onBatchMarkDelivered);
    this.calls =
        new Batcher<>(
            "durable-emitter-hooks",
            BatchingConfig.builder().queueSize(MOST_QUEUED).batchSize(MOST_AT_ONCE).build(),
            new Caller());
  }

  private <E> Hook<E> hook(String name, Consumer<E> method) {
    return new Hook<>(method, log.warningOf("hook " + name, "hook {} threw", name));
  }

  /** Starts calling, if there are hooks. */
  public void start() {
    if (isUsed()) {
      calls.start();
    }
  }

  /** Calls what is queued and ends; past the timeout the rest is left out. */
  public void close(Duration timeout) {
    calls.close(timeout);
  }

  /** Whether a user gave hooks. */
  public boolean isUsed() {
    return hooks != NONE;
  }

  /** Why hooks lose calls, or what is wrong with their thread; empty if nothing is. */
  public Optional<String> problem() {
    return behind
        ? Optional.of("hooks are slow or hang, calls of them are left out")
        : calls.problem();
  }

  @Override
  public void onEmitInsert(EmitInsert insert) {
    signals.inserted(insert);
    tell(emitInsert, insert);
  }

  @Override
  public void onBatchPublish(BatchPublish publish) {
    signals.published(publish);
    tell(batchPublish, publish);
  }

  @Override
  public void onBatchMarkDelivered(BatchMarkDelivered mark) {
    tell(batchMarkDelivered, mark);
  }

  private <E> void tell(Hook<E> hook, E event) {
    if (!isUsed()) {
      return;
    }
    boolean taken = false;
    try {
      taken = calls.offer(new Call<>(hook, event)) == Offer.ACCEPTED;
    } catch (OutOfMemoryError none) {
      // the call is left out; what it would have told of has happened all the same
      taken = false;
    }
    behind = !taken;
    if (!taken) {
      leftOut(1);
    }
  }

  private void leftOut(int count) {
    counters.hooksFailed(count);
    log.warn("hooks left out", "hooks are slow or hang: calls were left out");
  }

  private final class Caller implements BatchHandler<Call<?>> {

    @Override
    public void handle(List<Call<?>> batch) {
      batch.forEach(this::contain);
    }

    private <E> void contain(Call<E> call) {
      Hook<E> hook = call.hook();
      try {
        hook.method().accept(call.event());
      } catch (Throwable thrown) {
        counters.hooksFailed(1);
        hook.report().accept(thrown);
      }
    }

    @Override
    public void failed(List<Call<?>> batch, Throwable error) {
      log.error("hooks defect", "calling hooks failed unexpectedly", error);
    }

    @Override
    public void abandoned(List<Call<?>> batch) {
      leftOut(batch.size());
    }
  }
}
