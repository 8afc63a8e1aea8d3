package io.durableemitter.postgres;

import java.util.List;

/**
 * A check with its name.
 *
 * @param ofTable whether it makes no sense without the table
 */
record NamedCheck(String name, boolean ofTable, DiagnosisCheck check) {

  /** All, in the order in which somebody would look. */
  static final List<NamedCheck> ALL =
      List.of(
          ofServer("database.latency", new LatencyCheck()),
          ofServer("database.clock", new ClockCheck()),
          ofServer("database.durability", new DurabilityCheck()),
          ofServer("database.writable", new WritableCheck()),
          ofServer("database.pooler", new PoolerCheck()),
          ofServer("database.idle-timeout", new IdleTimeoutCheck()),
          ofServer("database.connections", new ConnectionsCheck()),
          ofServer("pool.size", new PoolsCheck()),
          ofServer("schema.migrations", new MigrationsCheck()),
          ofTable("schema.shape", new ShapeCheck()),
          ofTable("schema.indexes", new IndexesCheck()),
          ofTable("schema.grants", new GrantsCheck()),
          ofTable("schema.triggers", new TriggersCheck()),
          ofTable("life.transactions", new TransactionsCheck()),
          ofServer("life.slots", new SlotsCheck()),
          ofTable("life.vacuum", new VacuumCheck()),
          ofServer("life.wraparound", new WraparoundCheck()),
          ofTable("life.leases", new LeasesCheck()),
          ofTable("life.age", new AgeCheck()),
          ofTable("life.dead-letters", new DeadLettersCheck()),
          ofTable("life.undecodable", new UndecodableCheck()));

  private static NamedCheck ofServer(String name, DiagnosisCheck check) {
    return new NamedCheck(name, false, check);
  }

  private static NamedCheck ofTable(String name, DiagnosisCheck check) {
    return new NamedCheck(name, true, check);
  }
}
