package io.durableemitter.acceptance.crash;

import io.durableemitter.api.Hooks;

/** Hooks in which the process may die. */
final class CrashingHooks implements Hooks {

  private final Bomb bomb;

  CrashingHooks(Bomb bomb) {
    this.bomb = bomb;
  }

  @Override
  public void onEmitInsert(EmitInsert insert) {
    bomb.at(CrashStep.CALLERS_NOT_TOLD);
  }

  @Override
  public void onBatchMarkDelivered(BatchMarkDelivered mark) {
    bomb.at(CrashStep.OVER);
  }
}
