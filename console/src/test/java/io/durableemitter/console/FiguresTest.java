package io.durableemitter.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.durableemitter.console.internal.state.Fleet;
import io.durableemitter.spi.HostReport;
import io.durableemitter.spi.QueueOrders;
import io.durableemitter.spi.RegisteredHost;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.IntUnaryOperator;
import org.junit.jupiter.api.Test;

/** What is remembered is bounded, and looks are paced. */
class FiguresTest {

  private static final UUID OWNER = new UUID(0, 1);

  private static Fleet fleet(Map<String, Double> figures) {
    HostReport report =
        new HostReport(OWNER, "one", "1", "host", Duration.ZERO, "OPEN", "", figures);
    return new Fleet(
        true, List.of(new RegisteredHost(report, Instant.EPOCH, Duration.ZERO)), QueueOrders.NONE);
  }

  @Test
  void failuresAreRatesByCode() {
    FailureRates rates = new FailureRates();
    assertThat(rates.since(fleet(Map.of("failed.A", 100.0)), 0)).isEmpty();
    assertThat(rates.since(fleet(Map.of("failed.A", 106.0, "failed.B", 1.0)), 2_000))
        .isEqualTo(Map.of("A", 3.0, "B", 0.5));
    // begun anew: a count that falls is no failure
    assertThat(rates.since(fleet(Map.of("failed.A", 1.0)), 4_000))
        .isEqualTo(Map.of("A", 0.0, "B", 0.0));
  }

  @Test
  void noMoreThanSomeCodesHaveANameOfTheirOwn() {
    FailureRates rates = new FailureRates();
    var unused = rates.since(fleet(Map.of()), 0);
    Map<String, Double> counts = new HashMap<>();
    for (int i = 0; i < 50; i++) {
      counts.put("failed.CODE_" + i, 1.0);
    }
    assertThat(rates.since(fleet(counts), 1_000))
        .hasSize(FailureRates.MOST_CODES + 1)
        .containsEntry(FailureRates.OTHERS, 50.0 - FailureRates.MOST_CODES);
  }

  @Test
  void historyKeepsHalfAnHour() {
    History history = new History();
    for (int i = 0; i < History.MOST + 10; i++) {
      history.add(
          new Sample(
              Instant.ofEpochSecond(2L * i),
              Optional.empty(),
              "",
              Fleet.UNKNOWN,
              Sample.NO_COUNTS,
              i == History.MOST ? Map.of("A", 1.0) : Map.of(),
              Map.of()));
    }
    List<?> times = (List<?>) Objects.requireNonNull(history.columns().get("t"));
    assertThat(times).hasSize(History.MOST);
    assertThat(times.get(0)).isEqualTo(20.0);
    Map<?, ?> failures = (Map<?, ?>) Objects.requireNonNull(history.columns().get("failures"));
    assertThat((List<?>) failures.get("A")).hasSize(History.MOST);
    assertThat(Json.text(history.columns())).contains("\"pending\":[null,");
  }

  /** Tells the number of the look, each of which takes so many milliseconds. */
  private static Paced<Integer> paced(
      AtomicLong nanos, AtomicInteger looks, IntUnaryOperator millis) {
    return new Paced<>(
        nanos::get,
        1_000,
        () -> {
          int look = looks.incrementAndGet();
          nanos.addAndGet(Duration.ofMillis(millis.applyAsInt(look)).toNanos());
          return look;
        });
  }

  @Test
  void aDearLookIsTakenSeldom() {
    AtomicLong nanos = new AtomicLong();
    AtomicInteger looks = new AtomicInteger();
    Paced<Integer> paced = paced(nanos, looks, look -> 200);
    assertThat(paced.get()).isEqualTo(1);
    // a first look may be slow for reasons of its own
    nanos.addAndGet(Duration.ofMillis(800).toNanos());
    assertThat(paced.get()).isEqualTo(2);
    nanos.addAndGet(Duration.ofMillis(19_700).toNanos());
    assertThat(paced.get()).isEqualTo(2);
    nanos.addAndGet(Duration.ofMillis(200).toNanos());
    assertThat(paced.get()).isEqualTo(3);
    paced.expire();
    assertThat(paced.get()).isEqualTo(4);
  }

  @Test
  void aSingleSlowLookHidesNothing() {
    AtomicLong nanos = new AtomicLong();
    AtomicInteger looks = new AtomicInteger();
    Paced<Integer> paced = paced(nanos, looks, look -> look == 3 ? 5_000 : 1);
    for (int look = 1; look <= 4; look++) {
      assertThat(paced.get()).isEqualTo(look);
      nanos.addAndGet(Duration.ofSeconds(1).toNanos());
    }
  }

  @Test
  void aLookThatFailsIsPacedToo() {
    AtomicLong nanos = new AtomicLong();
    AtomicInteger looks = new AtomicInteger();
    Paced<Integer> paced =
        new Paced<>(
            nanos::get,
            1_000,
            () -> {
              nanos.addAndGet(Duration.ofMillis(looks.get() == 0 ? 200 : 10_000).toNanos());
              throw new IllegalStateException("away " + looks.incrementAndGet());
            });
    assertThatThrownBy(paced::get).hasMessage("away 1");
    nanos.addAndGet(Duration.ofMillis(3_700).toNanos());
    assertThatThrownBy(paced::get).hasMessage("away 1");
    nanos.addAndGet(Duration.ofMillis(200).toNanos());
    assertThatThrownBy(paced::get).hasMessage("away 2");
    // what is back after a long outage is not waited for as long as the timeouts would have it
    nanos.addAndGet(Duration.ofSeconds(49).toNanos());
    assertThatThrownBy(paced::get).hasMessage("away 2");
    nanos.addAndGet(Duration.ofSeconds(2).toNanos());
    assertThatThrownBy(paced::get).hasMessage("away 3");
    paced.expire();
    assertThatThrownBy(paced::get).hasMessage("away 4");
  }

  @Test
  void theEndOfALiveViewHasADeadlineToo() throws Exception {
    Viewers viewers = new Viewers(1);
    StatusView status = new StatusView("", Duration.ofHours(1));
    Duration longestWrite = Duration.ofMillis(200);
    StuckExchange exchange =
        new StuckExchange(
            () -> {
              // more than a viewer may have unsent, so that it is let go
              for (int i = 0; i < 20; i++) {
                viewers.tell(new byte[] {1});
              }
            });
    try (RequestThreads threads = new RequestThreads(1, longestWrite)) {
      EventStream stream = new EventStream(threads, longestWrite, viewers, new History(), status);
      stream.serve(exchange, new Principal("Mara", true));
      assertThat(exchange.isCutOff()).isTrue();
      assertThat(viewers.any()).isFalse();
    }
  }

  @Test
  void aViewerThatDoesNotKeepUpIsLetGo() throws Exception {
    Viewers viewers = new Viewers(1);
    try (Viewers.Viewer viewer = viewers.join()) {
      viewers.tell(new byte[] {1});
      assertThat(viewer.next()).isPresent();
      for (int i = 0; i < 100; i++) {
        viewers.tell(new byte[] {2});
      }
      assertThat(viewer.next()).isEmpty();
    }
    assertThat(viewers.any()).isFalse();
    viewers.join().close();
  }
}
