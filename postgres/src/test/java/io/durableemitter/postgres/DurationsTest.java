package io.durableemitter.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.durableemitter.api.DeadLetterFilter;
import io.durableemitter.api.Payload;
import io.durableemitter.spi.BackOff;
import io.durableemitter.spi.EventClaims;
import io.durableemitter.spi.PageRequest;
import io.durableemitter.spi.PendingCursor;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Durations beyond what the server's times can hold. */
@Timeout(120)
class DurationsTest {

  private static final UUID ME = new UUID(0, 1);
  private static final Duration FOREVER = ChronoUnit.FOREVER.getDuration();

  private final String table = Database.migratedTable();
  private final PgDurableEventStore store =
      PgDurableEventStore.builder(Database.dataSource()).table(table).build();

  @Test
  void theyMeanAsLongAsPossible() {
    long[] ids = {store.insert(Payload.wrap(new byte[] {1}))};
    PageRequest ancient = new PageRequest(FOREVER, PendingCursor.START, 10, Long.MAX_VALUE);
    PageRequest any = new PageRequest(Duration.ZERO, PendingCursor.START, 10, Long.MAX_VALUE);
    EventClaims claims = store;

    assertThat(store.listPending(ancient).rows()).isEmpty();
    assertThat(store.deleteExpired(FOREVER, PendingCursor.START, 10).count()).isZero();
    assertThat(claims.claim(ME, FOREVER, ancient).rows()).isEmpty();
    assertThat(claims.claim(ME, FOREVER, any).rows()).hasSize(1);
    assertThat(claims.renewClaims(ME, ids, FOREVER)).containsExactly(ids);
    assertThat(claims.backOff(ME, List.of(new BackOff(ids[0], FOREVER, "no answer")))).isEqualTo(1);
    assertThat(claims.claim(ME, FOREVER, any).rows()).as("not due").isEmpty();
    assertThat(store.observeQueue(FOREVER, FOREVER).depth()).isEqualTo(1);
    assertThat(store.purgeDeadLetters(FOREVER, 10)).isZero();
    assertThat(store.countDeadLetters(DeadLetterFilter.ALL)).isZero();
    assertThat(store.deleteExpired(FOREVER.negated(), PendingCursor.START, 10).count())
        .as("a row from long ago in the future")
        .isEqualTo(1);
  }

  @Test
  void aStatementTimeoutIsFromASecondToAnHour() {
    var builder = PgDurableEventStore.builder(Database.dataSource());
    for (Duration timeout :
        List.of(
            Duration.ofMillis(999),
            Duration.ZERO,
            Duration.ofSeconds(-5),
            Duration.ofHours(1).plusNanos(1),
            FOREVER)) {
      assertThatThrownBy(() -> builder.statementTimeout(timeout))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("statementTimeout must be PT1S to PT1H");
    }
    assertThat(builder.statementTimeout(Duration.ofHours(1))).isSameAs(builder);
  }
}
