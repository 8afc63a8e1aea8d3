package io.durableemitter.core.simulation;

/** Which faults a world knows. */
enum Weather {
  /**
   * The ingress is away, fails before it accepts, refuses events; commits are slow; transports
   * throw before they take an event; hooks throw; hosts are closed and started. No duplicate is
   * allowed, and whatever dies must have deserved it.
   */
  CALM,
  /** The store fails too, certainly without effect, unless a lease is renewed. No duplicates. */
  CLEAN,
  /**
   * Anything: outcomes are unknown, answers are lost, transports throw what they have taken, hosts
   * crash and stall, the store's clock jumps. Each duplicate must have its named window.
   */
  STORMY,
  /** As calm, but some events end the process that sends them. Only those may die of it. */
  DEADLY;

  boolean hasStoreFaults() {
    return this == CLEAN || this == STORMY;
  }

  /** Each fourth seed has the same. */
  static Weather of(long seed) {
    return values()[(int) Math.floorMod(seed, 4L)];
  }
}
