package io.durableemitter.benchmarks.transactions;

import com.zaxxer.hikari.HikariDataSource;
import io.durableemitter.api.Event;
import io.durableemitter.api.TransactionalEmit;
import io.durableemitter.benchmarks.AnsweringTransport;
import io.durableemitter.core.DurableEmitter;
import io.durableemitter.postgres.PgDurableEventStore;
import io.durableemitter.postgres.PgDurableEventStoreBuilder;
import io.durableemitter.postgres.PgMigrations;
import java.sql.SQLException;
import java.util.Locale;
import javax.sql.DataSource;

/** Durable Emitter. */
final class EmitterContender implements Contender {

  /** How it is used. */
  enum Way {
    /** Within the transaction, and handed over after the commit. */
    JOINED("emit in the transaction"),
    /** The same while delivery is paused, to compare with an INSERT that nobody delivers. */
    PAUSED("the same, not delivered"),
    /** Within the transaction, forgotten, and told by the trigger at the commit. */
    TOLD("emit, told by NOTIFY"),
    /** By itself, after the commit of the transaction. */
    COALESCED("emit after the commit");

    private final String words;

    Way(String words) {
      this.words = words;
    }
  }

  private final DataSource pool;
  private final Way way;
  private final HikariDataSource own;
  private final AnsweringTransport transport = new AnsweringTransport();
  private final DurableEmitter emitter;

  EmitterContender(DataSource pool, DataSource server, Way way) {
    this.pool = pool;
    this.way = way;
    own = Jdbc.pool(server, 10);
    String table = way.name().toLowerCase(Locale.ROOT) + ".chip_durable_events";
    PgMigrations.migrate(own, table);
    PgDurableEventStoreBuilder store = PgDurableEventStore.builder(own).table(table);
    if (way == Way.TOLD) {
      PgMigrations.addNotifyTrigger(own, table);
      store.notifications(server);
    }
    emitter = DurableEmitter.builder().store(store.build()).transport(transport).build();
    if (way == Way.PAUSED) {
      emitter.pauseDelivery();
    }
    emitter.start();
  }

  @Override
  public String name() {
    return way.words;
  }

  @Override
  public void transaction(byte[] body) throws SQLException {
    Event event = Event.of("benchmark", "order.placed").bytes("application/octet-stream", body);
    if (way != Way.COALESCED) {
      TransactionalEmit[] emit = new TransactionalEmit[1];
      Jdbc.transaction(
          pool,
          connection -> {
            Jdbc.order(connection);
            emit[0] = emitter.emit(connection, event);
          });
      if (way != Way.TOLD) {
        emit[0].handOver();
      }
    } else {
      Jdbc.transaction(pool, Jdbc::order);
      emitter.emit(event);
    }
  }

  @Override
  public boolean delivers() {
    return way != Way.PAUSED;
  }

  @Override
  public long delivered() {
    return transport.delivered();
  }

  @Override
  public void close() {
    emitter.close();
    own.close();
  }
}
