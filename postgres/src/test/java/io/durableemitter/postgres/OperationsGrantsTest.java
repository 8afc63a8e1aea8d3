package io.durableemitter.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.durableemitter.api.DeadLetterFilter;
import io.durableemitter.api.DeadLetterReason;
import io.durableemitter.api.EventHeader;
import io.durableemitter.api.Payload;
import io.durableemitter.spi.DeadLetterRequest;
import io.durableemitter.spi.DeadLetterStore;
import io.durableemitter.spi.EventClaims;
import io.durableemitter.spi.HostRegistry;
import io.durableemitter.spi.HostReport;
import io.durableemitter.spi.PageRequest;
import io.durableemitter.spi.PendingCursor;
import io.durableemitter.spi.QueueAction;
import io.durableemitter.spi.QueueOrders;
import io.durableemitter.spi.RegisteredHost;
import io.durableemitter.spi.StoreException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.postgresql.ds.PGSimpleDataSource;

/** Each role of docs/operations.md, with exactly the grants that are written there. */
@Timeout(120)
class OperationsGrantsTest {

  private static final Pattern BLOCK = Pattern.compile("```sql\n(GRANT .*?)```", Pattern.DOTALL);
  private static final UUID OWNER = UUID.randomUUID();
  private static final PageRequest ALL =
      new PageRequest(Duration.ZERO, PendingCursor.START, 100, Long.MAX_VALUE);

  private final String table = Database.migratedTable();
  private final String schema = table.substring(0, table.indexOf('.'));
  private final PgDurableEventStore owners =
      PgDurableEventStore.builder(Database.dataSource()).table(table).build();

  @Test
  void aHostMayDoEverything() {
    GrantedRole host = new GrantedRole("durable_emitter_host");
    PgMigrations.migrate(host.dataSource(), table);
    assertThat(PgMigrations.status(host.dataSource(), table).isCurrent()).isTrue();
    PgDurableEventStore store = host.store();
    emitsAndBuries(store);
    DeadLetterStore letters = store;
    assertThat(letters.redrive(DeadLetterFilter.ALL, 10)).isEqualTo(1);
    store.deleteExpired(Duration.ofDays(1), PendingCursor.START, 10);
    store.purgeDelivered(PendingCursor.START, 10);
    store.observeQueue(Duration.ofHours(1), Duration.ZERO);
    letters.discardDeadLetters(DeadLetterFilter.ALL, 10);
    letters.purgeDeadLetters(Duration.ZERO, 10);
    HostRegistry hosts = reports(store);
    hosts.record(QueueAction.Kind.PAUSE, "me", "");
    assertThat(hosts.orders().pause()).isPresent();
  }

  @Test
  void anEmitterMayStoreSendAndMove() {
    GrantedRole plugin = new GrantedRole("durable_emitter_plugin");
    PgMigrations.migrate(plugin.dataSource(), table);
    emitsAndBuries(plugin.store());
    HostRegistry hosts = reports(plugin.store());
    assertThatThrownBy(() -> hosts.record(QueueAction.Kind.PAUSE, "me", ""))
        .hasMessageContaining("permission denied for table chip_durable_events_actions");
    assertThatThrownBy(
            () -> plugin.store().listDeadLetters(DeadLetterFilter.ALL, 0, 10, Long.MAX_VALUE))
        .hasMessageContaining("permission denied for table chip_durable_events_dead_letters")
        .hasMessageContaining(
            "run GRANT SELECT, INSERT, UPDATE, DELETE ON chip_durable_events_dead_letters");
  }

  @Test
  void aReaderMayLookAndChangeNothing() {
    owners.insert(Payload.wrap(new byte[] {1}));
    GrantedRole reader = new GrantedRole("durable_emitter_reader");
    PgDurableEventStore store = reader.store();
    assertThat(store.listPending(ALL).rows()).hasSize(1);
    store.observeQueue(Duration.ofHours(1), Duration.ZERO);
    DeadLetterStore letters = store;
    assertThat(letters.listDeadLetters(DeadLetterFilter.ALL, 0, 10, Long.MAX_VALUE)).isEmpty();
    assertThat(letters.countDeadLetters(DeadLetterFilter.ALL)).isZero();
    assertThat(letters.findDeadLetter(1)).isEmpty();
    HostRegistry hosts = store.hosts().orElseThrow();
    assertThat(hosts.hosts(10)).isEmpty();
    assertThat(hosts.actions(10)).isEmpty();
    assertThat(hosts.orders()).isEqualTo(QueueOrders.NONE);
    assertThat(PgMigrations.status(reader.dataSource(), table).isCurrent()).isTrue();
    assertThat(PgMigrations.exists(reader.dataSource(), table)).isTrue();
    assertThatThrownBy(() -> store.insert(Payload.wrap(new byte[] {1})))
        .isInstanceOf(StoreException.class)
        .hasMessageContaining(
            "run GRANT INSERT, UPDATE, DELETE ON " + table + " TO " + reader.name());
  }

  @Test
  void whoMayNotReadTheStepsStartsAllTheSame() {
    GrantedRole host = new GrantedRole("durable_emitter_host");
    host.revoke("SELECT ON " + schema + ".durable_emitter_migrations");
    assertThatCode(() -> PgMigrations.migrate(host.dataSource(), table)).doesNotThrowAnyException();
    assertThat(host.store().insert(Payload.wrap(new byte[] {1}))).isPositive();
    assertThatThrownBy(() -> PgMigrations.status(host.dataSource(), table))
        .hasMessageContaining(
            "run GRANT SELECT ON " + schema + ".durable_emitter_migrations TO " + host.name());
  }

  @Test
  void aMissingGrantIsNamed() {
    GrantedRole host = new GrantedRole("durable_emitter_host");
    missing(host, "DELETE ON " + table, "run GRANT DELETE ON " + table + " TO " + host.name());
    missing(
        host,
        "INSERT ON " + table + "_dead_letters",
        "run GRANT INSERT ON " + table + "_dead_letters TO " + host.name());
    missing(
        host,
        "USAGE ON SEQUENCE " + table + "_id_seq",
        "run GRANT USAGE ON SEQUENCE " + table + "_id_seq TO " + host.name());
    missing(
        host,
        "USAGE ON SEQUENCE " + table + "_dead_letters_id_seq",
        "run GRANT USAGE ON SEQUENCE " + table + "_dead_letters_id_seq TO " + host.name());
    missing(host, "USAGE ON SCHEMA " + schema, "run GRANT USAGE ON SCHEMA " + schema);
  }

  @Test
  void pendingStepsAreNamedWithWhoMayApplyThem() {
    GrantedRole host = new GrantedRole("durable_emitter_host");
    Database.execute(
        "ALTER TABLE " + table + " DROP COLUMN transport_failures, DROP COLUMN ordering_key");
    Database.execute("DELETE FROM " + schema + ".durable_emitter_migrations WHERE version > 5");
    MigrationStatus status = PgMigrations.status(host.dataSource(), table);
    assertThat(status.isCurrent()).isFalse();
    assertThat(status.applied()).extracting(MigrationStep::version).containsExactly(1, 2, 3, 4, 5);
    assertThat(status.applied()).allMatch(step -> step.appliedAt().isPresent());
    assertThat(status.pending()).extracting(MigrationStep::version).containsExactly(6, 7, 8);
    assertThatThrownBy(() -> PgMigrations.migrate(host.dataSource(), table))
        .isInstanceOf(StoreException.class)
        .hasMessageContaining("pending are 6 (sends in vain")
        .hasMessageContaining("Role " + host.name() + " may not apply them")
        .hasMessageContaining("as the table's owner " + status.owner());
    assertThat(PgMigrations.migrate(Database.dataSource(), table))
        .extracting(MigrationStep::version)
        .containsExactly(6, 7, 8);
  }

  @Test
  void whoMayMakeNoTableIsTold() {
    GrantedRole host = new GrantedRole("durable_emitter_host");
    String none = schema + "_none.events";
    assertThatThrownBy(() -> PgMigrations.migrate(host.dataSource(), none))
        .hasMessageContaining("permission denied for database")
        .hasMessageContaining("as a role that may create it");
    MigrationStatus status = PgMigrations.status(host.dataSource(), none);
    assertThat(status.exists()).isFalse();
    assertThat(status.pending()).hasSize(8);
  }

  private void missing(GrantedRole role, String right, String message) {
    role.revoke(right);
    PgDurableEventStore store = role.store();
    assertThatThrownBy(() -> store.insert(Payload.wrap(new byte[] {1})))
        .as(right)
        .isInstanceOf(StoreException.class)
        .hasMessageContaining(message);
    Database.execute("GRANT " + right + " TO " + role.name());
    assertThat(store.insert(Payload.wrap(new byte[] {1}))).isPositive();
  }

  private static HostRegistry reports(PgDurableEventStore store) {
    HostRegistry hosts = store.hosts().orElseThrow();
    HostReport report =
        new HostReport(OWNER, "me", "1", "host", Duration.ZERO, "OPEN", "", Map.of());
    assertThat(hosts.report(report)).isEqualTo(QueueOrders.NONE);
    assertThat(hosts.hosts(10)).extracting(RegisteredHost::report).containsExactly(report);
    hosts.leave(OWNER);
    assertThat(hosts.hosts(10)).isEmpty();
    return hosts;
  }

  private static void emitsAndBuries(PgDurableEventStore store) {
    store.probe();
    long[] ids =
        store.insertBatch(List.of(Payload.wrap(new byte[] {1}), Payload.wrap(new byte[] {2})));
    EventClaims claims = store;
    assertThat(claims.renewClaims(OWNER, ids, Duration.ofMinutes(1))).hasSize(2);
    assertThat(claims.releaseClaims(OWNER, ids)).isEqualTo(2);
    assertThat(claims.claim(OWNER, Duration.ofMinutes(1), ALL).rows()).hasSize(2);
    assertThat(claims.markDeliveredBatch(OWNER, new long[] {ids[0]})).isEqualTo(1);
    DeadLetterRequest request =
        new DeadLetterRequest(
            ids[1], new EventHeader("a", "b", "c"), DeadLetterReason.REJECTED, "no");
    assertThat(store.moveToDeadLetters(OWNER, List.of(request))).isEqualTo(1);
  }

  private final class GrantedRole {

    private final String name;

    GrantedRole(String documented) {
      name = documented + "_" + schema;
      Database.execute("CREATE ROLE " + name + " LOGIN PASSWORD 'granted'");
      Database.execute(
          block(documented)
              .replace("cre.", schema + ".")
              .replace("SCHEMA cre", "SCHEMA " + schema)
              .replace(documented, name));
    }

    private static String block(String role) {
      Path page = Path.of("").toAbsolutePath().resolveSibling("docs").resolve("operations.md");
      try {
        return BLOCK
            .matcher(Files.readString(page))
            .results()
            .map(MatchResult::group)
            .map(text -> text.replace("```sql\n", "").replace("```", ""))
            .filter(sql -> sql.contains(role + ";"))
            .findFirst()
            .orElseThrow();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    String name() {
      return name;
    }

    void revoke(String right) {
      Database.execute("REVOKE " + right + " FROM " + name);
    }

    PGSimpleDataSource dataSource() {
      PGSimpleDataSource dataSource = new PGSimpleDataSource();
      dataSource.setUrl(Database.server().jdbcUrl());
      dataSource.setUser(name);
      dataSource.setPassword("granted");
      return dataSource;
    }

    PgDurableEventStore store() {
      return PgDurableEventStore.builder(dataSource()).table(table).build();
    }
  }
}
