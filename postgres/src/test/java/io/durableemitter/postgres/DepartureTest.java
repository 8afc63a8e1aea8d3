package io.durableemitter.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.durableemitter.api.Payload;
import io.durableemitter.spi.BatchInserter;
import io.durableemitter.spi.StoreException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.postgresql.ds.PGSimpleDataSource;

/** Inserts that ask for their events when there is a connection. */
@Timeout(60)
class DepartureTest {

  private final String table = Database.migratedTable();

  @Test
  void onlyThoseWhoAreLeftWhenThereIsAConnectionAreStored() {
    BatchInserter inserter =
        PgDurableEventStore.builder(Database.dataSource()).table(table).build();
    assertThat(inserter.insertBatch(3, () -> List.of(Payload.wrap(new byte[] {7})))).hasSize(1);
    assertThat(inserter.insertBatch(3, List::of)).isEmpty();
    assertThat(Database.query("SELECT payload FROM " + table)).isEqualTo("\\x07");
  }

  @Test
  void withoutAConnectionNobodyIsAsked() {
    PGSimpleDataSource away = new PGSimpleDataSource();
    away.setServerNames(new String[] {"127.0.0.1"});
    away.setPortNumbers(new int[] {1});
    away.setUser("u");
    BatchInserter inserter = PgDurableEventStore.builder(away).build();
    AtomicInteger asked = new AtomicInteger();
    assertThatThrownBy(
            () ->
                inserter.insertBatch(
                    1,
                    () -> {
                      asked.incrementAndGet();
                      return List.of(Payload.wrap(new byte[] {1}));
                    }))
        .isInstanceOfSatisfying(
            StoreException.class,
            e -> assertThat(e.outcome()).isEqualTo(StoreException.Outcome.NOT_DONE))
        .hasMessageContaining("no connection to the database")
        .hasMessageContaining("a connectionTimeout of 5 s at most");
    assertThat(asked).hasValue(0);
  }

  @Test
  void aPoolWithFewerConnectionsThanUsersIsNamed() {
    HikariConfig config = new HikariConfig();
    config.setDataSource(Database.dataSource());
    config.setMaximumPoolSize(3);
    config.setInitializationFailTimeout(Duration.ofMillis(-1).toMillis());
    try (HikariDataSource pool = new HikariDataSource(config)) {
      PgDurableEventStore store = PgDurableEventStore.builder(pool).build();
      assertThat(store.weakness(4))
          .hasValueSatisfying(
              text -> assertThat(text).contains("at most 3 connections for 4 threads"));
      assertThat(store.weakness(3)).isEmpty();
    }
    assertThat(PgDurableEventStore.builder(Database.dataSource()).build().weakness(99))
        .as("no pool whose size could be told")
        .isEmpty();
  }
}
