package io.durableemitter.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.durableemitter.spi.HostRegistry;
import io.durableemitter.spi.HostReport;
import io.durableemitter.spi.QueueAction;
import io.durableemitter.spi.QueueAction.Kind;
import io.durableemitter.spi.QueueOrders;
import io.durableemitter.spi.RegisteredHost;
import io.durableemitter.spi.StoreException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What processes report of themselves, and what they are ordered. */
@Timeout(120)
class PgHostRegistryTest {

  private static final UUID ME = new UUID(0, 1);
  private static final UUID OTHER = new UUID(0, 2);

  private final String table = Database.migratedTable();
  private final HostRegistry hosts =
      PgDurableEventStore.builder(Database.dataSource()).table(table).build().hosts().orElseThrow();

  @Test
  void aReportTakesThePlaceOfTheOneBefore() {
    hosts.report(report(ME, Map.of("emitted", 1.0, "failed.UNAVAILABLE", 2.5)));
    hosts.report(report(OTHER, Map.of()));
    HostReport last = report(ME, Map.of("emitted", 7.0));
    hosts.report(last);
    assertThat(hosts.hosts(10))
        .extracting(host -> host.report().owner())
        .containsExactly(ME, OTHER);
    RegisteredHost me = hosts.hosts(1).get(0);
    assertThat(me.report().figures()).containsExactly(Map.entry("emitted", 7.0));
    assertThat(me.report().name()).isEqualTo("machine/1");
    assertThat(me.report().gate()).isEqualTo("OPEN");
    assertThat(me.isHeard()).isTrue();
    assertThat(me.report().uptime()).isBetween(Duration.ofSeconds(60), Duration.ofSeconds(180));
    hosts.leave(ME);
    assertThat(hosts.hosts(10)).extracting(host -> host.report().owner()).containsExactly(OTHER);
  }

  @Test
  void whoIsSilentIsShownSoAndForgottenAfterAnHour() {
    hosts.report(report(ME, Map.of()));
    Database.execute("UPDATE " + table + "_hosts SET seen_at = now() - interval '31 seconds'");
    assertThat(hosts.hosts(10)).singleElement().matches(host -> !host.isHeard());
    Database.execute("UPDATE " + table + "_hosts SET seen_at = now() - interval '61 minutes'");
    assertThat(hosts.hosts(10)).isEmpty();
    hosts.report(report(OTHER, Map.of()));
    assertThat(count("SELECT count(*) FROM " + table + "_hosts")).isEqualTo(1);
  }

  @Test
  void aPauseHoldsUntilTheNextResume() {
    assertThat(hosts.orders()).isEqualTo(QueueOrders.NONE);
    QueueAction pause = hosts.record(Kind.PAUSE, "anna", "the receiver\nis being moved");
    assertThat(pause.kind()).contains(Kind.PAUSE);
    assertThat(pause.detail()).doesNotContain("\n");
    assertThat(hosts.report(report(ME, Map.of())).pause()).contains(pause);
    hosts.record(Kind.REDRIVE, "anna", "3 of them");
    assertThat(hosts.orders().pause()).contains(pause);
    hosts.record(Kind.RESUME, "ben", "");
    assertThat(hosts.orders()).isEqualTo(QueueOrders.NONE);
    long confirmation = hosts.record(Kind.CONFIRM_EXPIRY, "ben", "").id();
    assertThat(hosts.report(report(ME, Map.of())))
        .isEqualTo(new QueueOrders(Optional.empty(), OptionalLong.of(confirmation)));
    assertThat(hosts.actions(10))
        .extracting(action -> action.kind().orElseThrow())
        .containsExactly(Kind.CONFIRM_EXPIRY, Kind.RESUME, Kind.REDRIVE, Kind.PAUSE);
    assertThat(hosts.actions(1)).hasSize(1);
  }

  @Test
  void manyActionsDoNotPileUpAndNoOrderIsForgottenByThem() {
    QueueAction pause = hosts.record(Kind.PAUSE, "anna", "");
    Database.execute(
        "INSERT INTO "
            + table
            + "_actions (kind, actor, detail) SELECT 'discard', 'ben', '' FROM generate_series(1, 10100)");
    hosts.record(Kind.DISCARD, "ben", "one more");
    assertThat(count("SELECT count(*) FROM " + table + "_actions")).isBetween(10_000L, 10_003L);
    assertThat(hosts.orders().pause()).contains(pause);
  }

  @Test
  void anActionOfALaterVersionIsNoOrderOfThisOne() {
    Database.execute(
        "INSERT INTO " + table + "_actions (kind, actor, detail) VALUES ('drain', 'ben', '')");
    assertThat(hosts.orders()).isEqualTo(QueueOrders.NONE);
    assertThat(hosts.actions(10)).singleElement().matches(action -> action.kind().isEmpty());
  }

  @Test
  void whatIsMissingIsNamed() {
    Database.execute("DROP TABLE " + table + "_hosts");
    assertThatThrownBy(() -> hosts.report(report(ME, Map.of())))
        .isInstanceOf(StoreException.class)
        .hasMessageContaining("_hosts");
  }

  private static long count(String sql) {
    return Long.parseLong(Database.query(sql));
  }

  private static HostReport report(UUID owner, Map<String, Double> figures) {
    return new HostReport(
        owner, "machine/1", "1.0", "host", Duration.ofSeconds(90), "OPEN", "", figures);
  }
}
