package io.durableemitter.acceptance.chaos;

/**
 * What can go wrong in a cycle. The order is part of what a seed means: add new ones at the end.
 */
enum Fault {
  KILL_HOST(Site.HOST),
  PAUSE_HOST(Site.HOST),
  CLOSE_HOST(Site.HOST),
  CLOSE_THEN_KILL_HOST(Site.HOST),
  KILL_BACKEND(Site.DATABASE),
  TERMINATE_BACKENDS(Site.DATABASE),
  CRASH_DATABASE(Site.DATABASE),
  STOP_DATABASE_AT_ONCE(Site.DATABASE),
  LOCK_TABLE(Site.DATABASE),
  STATEMENT_TIMEOUT(Site.DATABASE),
  IDLE_IN_TRANSACTION(Site.DATABASE),
  CORRUPT_ROWS(Site.DATABASE),
  DISK_FULL(Site.DATABASE),
  INGRESS_OUTAGE(Site.INGRESS),
  INGRESS_SLOW(Site.INGRESS),
  INGRESS_HANGS(Site.INGRESS),
  INGRESS_STATUS(Site.INGRESS),
  INGRESS_REFUSES_SOME(Site.INGRESS),
  INGRESS_LOSES_ANSWERS(Site.INGRESS),
  INGRESS_ODD_RESULTS(Site.INGRESS),
  INGRESS_RESTART(Site.INGRESS),
  NETWORK_SLOW(Site.NETWORK),
  NETWORK_SILENT(Site.NETWORK),
  NETWORK_RESET(Site.NETWORK),
  NETWORK_HALF_OPEN(Site.NETWORK),
  NETWORK_CUT(Site.NETWORK),
  NETWORK_SLICED(Site.NETWORK),
  NETWORK_MUTE(Site.NETWORK);

  /** Where it happens; two faults of one cycle are at different sites. */
  enum Site {
    HOST,
    DATABASE,
    INGRESS,
    NETWORK
  }

  private final Site site;

  Fault(Site site) {
    this.site = site;
  }

  Site site() {
    return site;
  }
}
