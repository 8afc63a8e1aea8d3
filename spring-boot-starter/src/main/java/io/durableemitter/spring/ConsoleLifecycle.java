package io.durableemitter.spring;

import io.durableemitter.console.Console;
import org.springframework.context.SmartLifecycle;

/** Starts the console when the emitter runs, and the tables are there; ends it before. */
final class ConsoleLifecycle implements SmartLifecycle {

  private final Console console;
  private volatile boolean running;

  ConsoleLifecycle(Console console) {
    this.console = console;
  }

  @Override
  public void start() {
    console.start();
    running = true;
  }

  @Override
  public void stop() {
    console.close();
    running = false;
  }

  @Override
  public boolean isRunning() {
    return running;
  }

  @Override
  public int getPhase() {
    return EmitterLifecycle.PHASE + 1;
  }

  /**
   * As of the emitter: it does not start again.
   *
   * @return false
   */
  public boolean isPauseable() {
    return false;
  }
}
