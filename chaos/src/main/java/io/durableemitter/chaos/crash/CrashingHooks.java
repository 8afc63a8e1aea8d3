package io.durableemitter.chaos.crash;

import io.durableemitter.api.Hooks;

/** Hooks in which the process may die, told when a removal is over. */
final class CrashingHooks implements Hooks {

  private final Bomb bomb;

  CrashingHooks(Bomb bomb) {
    this.bomb = bomb;
  }

  @Override
  public void onBatchMarkDelivered(BatchMarkDelivered mark) {
    bomb.at(CrashStep.OVER);
  }
}
