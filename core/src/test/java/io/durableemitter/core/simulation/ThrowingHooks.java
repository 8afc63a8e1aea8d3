package io.durableemitter.core.simulation;

import io.durableemitter.api.Hooks;

/** Hooks that throw now and then; they must not decide anything. */
final class ThrowingHooks implements Hooks {

  private final Chance chance;

  ThrowingHooks(Chance chance) {
    this.chance = chance;
  }

  @Override
  public void onEmitInsert(EmitInsert insert) {
    maybeThrow();
  }

  @Override
  public void onBatchPublish(BatchPublish publish) {
    maybeThrow();
  }

  @Override
  public void onBatchMarkDelivered(BatchMarkDelivered mark) {
    maybeThrow();
  }

  private void maybeThrow() {
    if (chance.is(0.01)) {
      Thrown.any(chance, "a hook");
    }
  }
}
