package io.durableemitter.spring;

import io.durableemitter.core.DurableEmitter;
import org.springframework.context.SmartLifecycle;

/**
 * Starts the emitter after all beans are made and before the web server takes requests, or a
 * listener messages; stops it when those have ended. A stop drains, within {@code close-timeout},
 * and is the end: an emitter does not start again.
 */
final class EmitterLifecycle implements SmartLifecycle {

  /** The web server has 2048 less than the default, its graceful end 1024. */
  static final int PHASE = DEFAULT_PHASE - 4096;

  private final DurableEmitter emitter;
  private final Runnable beforeStart;
  private volatile boolean running;

  EmitterLifecycle(DurableEmitter emitter, Runnable beforeStart) {
    this.emitter = emitter;
    this.beforeStart = beforeStart;
  }

  @Override
  public void start() {
    beforeStart.run();
    emitter.start();
    running = true;
  }

  @Override
  public void stop() {
    emitter.close();
    running = false;
  }

  @Override
  public boolean isRunning() {
    return running;
  }

  @Override
  public int getPhase() {
    return PHASE;
  }

  /**
   * Spring 7 pauses contexts that a test run keeps and does not use, by stopping what it may start
   * again; no override, since Spring 6 has no such method.
   *
   * @return false
   */
  public boolean isPauseable() {
    return false;
  }
}
