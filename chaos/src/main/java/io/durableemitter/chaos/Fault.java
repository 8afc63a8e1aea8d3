package io.durableemitter.chaos;

/**
 * What can go wrong in a cycle, and what may come of it. The order is part of what a seed means:
 * add new ones at the end.
 */
enum Fault {
  KILL_HOST(Site.HOST, Repeats.HELD, Unknowns.NONE),
  PAUSE_HOST(Site.HOST, Repeats.HELD, Unknowns.CUT),
  CLOSE_HOST(Site.HOST, Repeats.NONE, Unknowns.NONE),
  CLOSE_THEN_KILL_HOST(Site.HOST, Repeats.HELD, Unknowns.NONE),
  KILL_BACKEND(Site.DATABASE, Repeats.ACCEPTED, Unknowns.CUT),
  TERMINATE_BACKENDS(Site.DATABASE, Repeats.ACCEPTED, Unknowns.ANY),
  CRASH_DATABASE(Site.DATABASE, Repeats.ACCEPTED, Unknowns.CUT),
  STOP_DATABASE_AT_ONCE(Site.DATABASE, Repeats.ACCEPTED, Unknowns.CUT),
  LOCK_TABLE(Site.DATABASE, Repeats.ACCEPTED, Unknowns.ANY),
  STATEMENT_TIMEOUT(Site.DATABASE, Repeats.ACCEPTED, Unknowns.CUT),
  IDLE_IN_TRANSACTION(Site.DATABASE, Repeats.NONE, Unknowns.NONE),
  CORRUPT_ROWS(Site.DATABASE, Repeats.NONE, Unknowns.NONE),
  DISK_FULL(Site.DATABASE, Repeats.ACCEPTED, Unknowns.ANY),
  INGRESS_OUTAGE(Site.INGRESS, Repeats.NONE, Unknowns.NONE),
  INGRESS_SLOW(Site.INGRESS, Repeats.ACCEPTED, Unknowns.NONE),
  INGRESS_HANGS(Site.INGRESS, Repeats.ACCEPTED, Unknowns.NONE),
  INGRESS_STATUS(Site.INGRESS, Repeats.NONE, Unknowns.NONE),
  INGRESS_REFUSES_SOME(Site.INGRESS, Repeats.NONE, Unknowns.NONE),
  INGRESS_LOSES_ANSWERS(Site.INGRESS, Repeats.ACCEPTED, Unknowns.NONE),
  INGRESS_ODD_RESULTS(Site.INGRESS, Repeats.ACCEPTED, Unknowns.NONE),
  INGRESS_RESTART(Site.INGRESS, Repeats.ACCEPTED, Unknowns.NONE),
  // unknown outcomes only if it is the way to the database that is harmed
  NETWORK_SLOW(Site.NETWORK, Repeats.ACCEPTED, Unknowns.ANY),
  NETWORK_SILENT(Site.NETWORK, Repeats.ACCEPTED, Unknowns.ANY),
  NETWORK_RESET(Site.NETWORK, Repeats.ACCEPTED, Unknowns.CUT),
  NETWORK_HALF_OPEN(Site.NETWORK, Repeats.ACCEPTED, Unknowns.ANY),
  NETWORK_CUT(Site.NETWORK, Repeats.ACCEPTED, Unknowns.ANY),
  NETWORK_SLICED(Site.NETWORK, Repeats.ACCEPTED, Unknowns.ANY),
  NETWORK_MUTE(Site.NETWORK, Repeats.ACCEPTED, Unknowns.ANY),
  MEMORY_PRESSURE(Site.HOST, Repeats.ACCEPTED, Unknowns.ANY),
  THROWING_TRANSPORT(Site.HOST, Repeats.NONE, Unknowns.NONE),
  SLOW_COMMITS(Site.DATABASE, Repeats.NONE, Unknowns.NONE),
  SERIALIZABLE(Site.DATABASE, Repeats.HELD, Unknowns.CUT),
  KILL_POOLER(Site.POOLER, Repeats.ACCEPTED, Unknowns.CUT);

  /** Where it happens; two faults of one cycle are at different sites. */
  enum Site {
    HOST,
    DATABASE,
    INGRESS,
    NETWORK,
    POOLER
  }

  /** How many events may be sent once more because of it. */
  enum Repeats {
    /** None. */
    NONE,
    /** Those whose rows were in the queue when it began or ended. */
    HELD,
    /** Those accepted meanwhile or shortly before, for their answers or removals may be lost. */
    ACCEPTED
  }

  /** How many emits may be told because of it that their outcome is unknown. */
  enum Unknowns {
    /** None. */
    NONE,
    /** Those that were under way, or took a connection that was just lost. */
    CUT,
    /** Any that were under way meanwhile. */
    ANY
  }

  private final Site site;
  private final Repeats repeats;
  private final Unknowns unknowns;

  Fault(Site site, Repeats repeats, Unknowns unknowns) {
    this.site = site;
    this.repeats = repeats;
    this.unknowns = unknowns;
  }

  Site site() {
    return site;
  }

  Repeats repeats() {
    return repeats;
  }

  Unknowns unknowns() {
    return unknowns;
  }
}
