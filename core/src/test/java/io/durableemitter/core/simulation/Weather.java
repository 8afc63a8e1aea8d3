package io.durableemitter.core.simulation;

/** Which faults a world knows. */
enum Weather {
  /**
   * The ingress is away, fails before it accepts, refuses events; hosts are closed and started. No
   * duplicate is allowed, and whatever dies must have deserved it.
   */
  CALM,
  /** The store fails too, certainly without effect, unless a lease is renewed. No duplicates. */
  CLEAN,
  /**
   * Anything: outcomes are unknown, answers are lost, hosts crash and stall, the store's clock
   * jumps. Each duplicate must have its named window.
   */
  STORMY;

  /** Each third seed has the same. */
  static Weather of(long seed) {
    return switch ((int) Math.floorMod(seed, 3L)) {
      case 0 -> CALM;
      case 1 -> CLEAN;
      default -> STORMY;
    };
  }
}
