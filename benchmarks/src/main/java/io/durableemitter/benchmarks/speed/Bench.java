package io.durableemitter.benchmarks.speed;

import io.durableemitter.benchmarks.speed.limit.Table;
import io.durableemitter.benchmarks.speed.server.IngressMain;
import io.durableemitter.benchmarks.speed.subject.Answer;
import io.durableemitter.benchmarks.speed.subject.Order;
import io.durableemitter.benchmarks.speed.subject.SubjectMain;
import io.durableemitter.embedded.EmbeddedPostgresServer;
import java.io.IOException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/**
 * What is measured, each part in a process of its own: PostgreSQL with full durability, an ingress,
 * and a process with an emitter that lives through the whole run, so that it is warm.
 */
final class Bench implements AutoCloseable {

  static final List<String> HEAP = List.of("-Xmx1g");

  private final Pins pins;
  private final String classPath;
  private final EmbeddedPostgresServer postgres;
  private final Child ingress;
  private final IngressMain.Ports ports;
  private final Child subject;
  private final Table table;
  private final List<Child> others = new ArrayList<>();

  /**
   * Starts all.
   *
   * @param classPath of the product that is measured, and of this program
   * @param options of the JVM of the emitter
   */
  Bench(
      EmbeddedPostgresServer postgres,
      Pins pins,
      String classPath,
      String schema,
      List<String> options)
      throws IOException {
    this.pins = pins;
    this.classPath = classPath;
    this.postgres = postgres;
    ingress = Child.start(pins.ingress(), classPath, IngressMain.class.getName(), HEAP);
    ports = ingress.read(IngressMain.Ports.class);
    subject = newSubject(options);
    table = new Table(postgres.jdbcUrl(), schema);
  }

  private Child newSubject(List<String> options) throws IOException {
    return Child.start(pins.emitter(), classPath, SubjectMain.class.getName(), options);
  }

  /** A further process with an emitter, with options of the JVM; it ends with this. */
  Child another(List<String> options) throws IOException {
    Child another = newSubject(options);
    others.add(another);
    return another;
  }

  Table table() {
    return table;
  }

  EmbeddedPostgresServer postgres() {
    return postgres;
  }

  int rawPort() {
    return ports.raw();
  }

  /** An order on the table, with what it needs to be carried out. */
  Order here(Order order) {
    return on(order, table);
  }

  private Order on(Order order, Table where) {
    return order.on(postgres.jdbcUrl(), where.name(), "127.0.0.1:" + ports.ingress());
  }

  /** Has an order carried out on an empty table. */
  Answer measure(Order order) throws IOException, SQLException {
    table.empty();
    return carryOut(order);
  }

  /** Has an order carried out on the table as it is. */
  Answer carryOut(Order order) throws IOException {
    return carryOut(order, table);
  }

  /** Has an order carried out on another table as it is. */
  Answer carryOut(Order order, Table where) throws IOException {
    return subject.ask(on(order, where), Answer.class);
  }

  /** Processor time of all processes that belong to it. */
  double processorSeconds() {
    return Processors.secondsOf(ProcessHandle.current()) + postgresSeconds();
  }

  // it is nobody's child: it was started to outlive its parent
  private double postgresSeconds() {
    return ProcessHandle.of(postgres.pid()).map(Processors::secondsOf).orElse(0.0);
  }

  /** What was used so far. */
  Costs costs() throws SQLException {
    return new Costs(
        postgresSeconds(),
        ingress.processor().toNanos() / 1e9,
        table.number("SELECT pg_current_wal_lsn() - '0/0'::pg_lsn"),
        table.number(
            "SELECT xact_commit FROM pg_stat_database WHERE datname = current_database()"));
  }

  @Override
  public void close() {
    others.forEach(Child::close);
    subject.close();
    ingress.close();
    table.close();
  }
}
