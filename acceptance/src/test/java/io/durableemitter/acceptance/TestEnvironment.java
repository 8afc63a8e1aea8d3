package io.durableemitter.acceptance;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.durableemitter.api.Hooks;
import io.durableemitter.chaos.check.Deliveries;
import io.durableemitter.chaos.check.Sql;
import io.durableemitter.core.DurableEmitter;
import io.durableemitter.core.config.EmitterConfig;
import io.durableemitter.embedded.EmbeddedPostgresServer;
import io.durableemitter.ingress.InMemorySink;
import io.durableemitter.ingress.IngressServer;
import io.durableemitter.postgres.PgDurableEventStore;
import io.durableemitter.postgres.PgMigrations;
import io.durableemitter.setup.DurableEmitterSetup;
import io.durableemitter.spi.DurableEventStore;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.sql.DataSource;

/**
 * Real parts for one test: a table of its own in a real PostgreSQL, an ingress on a socket, and as
 * many emitters as the test asks for. Everything is closed with it.
 */
public final class TestEnvironment implements AutoCloseable {

  private static final EmbeddedPostgresServer POSTGRES = EmbeddedPostgresServer.temporary();
  private static final Sql SQL = Sql.on(POSTGRES);
  private static final AtomicInteger TABLES = new AtomicInteger();

  private final String table = "t" + TABLES.incrementAndGet() + ".chip_durable_events";
  private final HikariDataSource pool = pool();
  private final List<DurableEmitter> emitters = new ArrayList<>();
  private final Deliveries deliveries = new Deliveries();
  private final List<IngressServer> others = new ArrayList<>();
  private IngressServer ingress;

  /** A new table and a new ingress. */
  public TestEnvironment() {
    PgMigrations.migrate(pool, table);
    ingress = IngressServer.builder().observer(deliveries).build();
    ingress.start();
  }

  /** The server that all houses of this JVM share. */
  public static EmbeddedPostgresServer postgres() {
    return POSTGRES;
  }

  private static HikariDataSource pool() {
    HikariConfig config = new HikariConfig();
    config.setDataSource(POSTGRES.dataSource());
    config.setMaximumPoolSize(24);
    return new HikariDataSource(config);
  }

  public DurableEventStore store() {
    return PgDurableEventStore.builder(pool).table(table).build();
  }

  public DurableEmitter emitter(EmitterConfig config) {
    return emitter(config, Hooks.NONE);
  }

  DurableEmitter emitter(EmitterConfig config, Hooks hooks) {
    return emitter(config, hooks, store());
  }

  DurableEmitter emitter(EmitterConfig config, DurableEventStore store) {
    return emitter(config, Hooks.NONE, store);
  }

  private DurableEmitter emitter(EmitterConfig config, Hooks hooks, DurableEventStore store) {
    DurableEmitter emitter =
        DurableEmitterSetup.builder(store)
            .endpoint(endpoint())
            .plaintext()
            .emitter(config)
            .hooks(hooks)
            .build();
    emitters.add(emitter);
    emitter.start();
    return emitter;
  }

  private String endpoint() {
    return Stream.concat(Stream.of(ingress), others.stream())
        .map(server -> "localhost:" + server.port())
        .collect(Collectors.joining(","));
  }

  /** Starts one more, which emitters made from then on know, too. */
  void addIngress() {
    IngressServer another = IngressServer.builder().observer(deliveries).build();
    another.start();
    others.add(another);
  }

  public IngressServer ingress() {
    return ingress;
  }

  /** What all servers of this environment have accepted. */
  public Deliveries deliveries() {
    return deliveries;
  }

  InMemorySink sink() {
    return ingress.sink();
  }

  /** Stops the ingress and starts a new, empty one on the same port. */
  void replaceIngress() {
    int port = ingress.port();
    ingress.close();
    ingress = IngressServer.builder().port(port).observer(deliveries).build();
    ingress.start();
  }

  DataSource dataSource() {
    return pool;
  }

  public String table() {
    return table;
  }

  public long rows() {
    return query("SELECT count(*) FROM " + table);
  }

  public long query(String sql) {
    return SQL.query(sql);
  }

  public void execute(String sql) {
    SQL.execute(sql);
  }

  /** The ids of the events in the queue. */
  public Set<String> pendingIds() {
    return SQL.pendingIds(table);
  }

  @Override
  public void close() {
    emitters.forEach(DurableEmitter::close);
    ingress.close();
    others.forEach(IngressServer::close);
    pool.close();
  }
}
