package io.durableemitter.core.maintain;

import static org.assertj.core.api.Assertions.assertThat;

import io.durableemitter.api.DeliveryResult;
import io.durableemitter.api.DeliveryResult.FailureKind;
import io.durableemitter.api.Hooks;
import io.durableemitter.api.Payload;
import io.durableemitter.api.batch.BatcherSettings;
import io.durableemitter.api.log.LogThrottle;
import io.durableemitter.core.Events;
import io.durableemitter.core.deliver.DeliveredMarker;
import io.durableemitter.core.deliver.DeliveryHandler;
import io.durableemitter.core.deliver.Dispatcher;
import io.durableemitter.core.deliver.InFlight;
import io.durableemitter.core.metrics.EmitterCounters;
import io.durableemitter.core.metrics.Timings;
import io.durableemitter.testkit.InMemoryEventStore;
import io.durableemitter.testkit.ManualClock;
import io.durableemitter.testkit.ScriptedTransport;
import io.opentelemetry.api.OpenTelemetry;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Steps the pass by hand: time moves only when the test says so. */
class RetransmitterTest {

  private static final Duration INTERVAL = Duration.ofSeconds(5);
  private static final Duration AFTER = Duration.ofSeconds(10);
  private static final DeliveryResult UNREACHABLE =
      DeliveryResult.failed(FailureKind.TRANSPORT, "connection refused");
  private static final DeliveryResult REFUSED = DeliveryResult.rejected("VALIDATION", "no");

  private final ManualClock clock = new ManualClock();
  private final AtomicLong ticks = new AtomicLong();
  private final InMemoryEventStore store = new InMemoryEventStore(clock);
  private final ScriptedTransport transport = new ScriptedTransport();
  private final EmitterCounters counters = new EmitterCounters();
  private final InFlight inFlight = new InFlight();
  private final LogThrottle throttle = new LogThrottle(ticks::get);
  private final DeliveredMarker marker =
      new DeliveredMarker(
          store,
          BatcherSettings.of("mark", 10_000, 1_000),
          Duration.ZERO,
          inFlight,
          Hooks.NONE,
          throttle);
  private final Dispatcher dispatcher =
      new Dispatcher(
          transport,
          new DeliveryHandler(
              marker,
              Optional.empty(),
              inFlight,
              Hooks.NONE,
              counters,
              new Timings(OpenTelemetry.noop().getMeter("test"), false, "test"),
              throttle),
          inFlight,
          counters);

  @BeforeEach
  void start() {
    transport.start();
  }

  @Test
  void sendsOnlyWhatIsOldEnough() {
    insert("old");
    clock.advance(AFTER);
    insert("young");

    retransmitter(500, 5_000).runOnce();

    assertThat(sent()).containsExactly("old");
    assertThat(counters.snapshot().retransmitted()).isEqualTo(1);
  }

  @Test
  void doesNotSendAgainWhatIsInFlight() {
    insert("a");
    clock.advance(AFTER);
    Retransmitter retransmitter = retransmitter(500, 5_000);
    retransmitter.runOnce();
    rest();

    retransmitter.runOnce();
    assertThat(sent()).as("still with the transport").containsExactly("a");

    transport.answerHeld(REFUSED);
    rest();
    retransmitter.runOnce();
    assertThat(sent()).as("refused, so it is sent in the next sweep").containsExactly("a", "a");
  }

  @Test
  void aRowThatIsDeliveredWhileItsPageIsReadIsNotSentAgain() {
    insert("a");
    clock.advance(AFTER);
    retransmitter(500, 5_000).runOnce();
    // the page still has the row; before anyone looks at it, its delivery ends
    Retransmitter other =
        new Retransmitter(
            new ListingStore(store, () -> transport.answerHeld(REFUSED)),
            dispatcher,
            new RetransmitSettings(INTERVAL, AFTER, 500, 5_000),
            counters,
            throttle,
            ticks::get);
    other.runOnce();
    assertThat(transport.heldCount()).isZero();
    assertThat(sent()).containsExactly("a");
  }

  @Test
  void aRefusedEventIsPassedAndWaitsForTheNextSweep() {
    insertMany(120);
    clock.advance(AFTER);
    transport.answering(
        message ->
            Optional.of(message.header().id().equals("0") ? REFUSED : DeliveryResult.delivered()));
    Retransmitter retransmitter = retransmitter(10, 5_000);

    Duration pause = sweep(retransmitter);

    assertThat(sent()).hasSize(120);
    assertThat(pause).isEqualTo(INTERVAL);
    assertThat(retransmitter.runOnce()).as("no spinning, even when woken").isPositive();
    assertThat(sent()).hasSize(120);
    rest();
    // the marks of the others are still queued, so only the refused event is free
    sweep(retransmitter);
    assertThat(sent()).hasSize(121).endsWith("0");
  }

  @Test
  void whileTheOtherEndIsAwayItProbesWithTheOldest() {
    insertMany(1_000);
    clock.advance(AFTER);
    Retransmitter retransmitter = retransmitter(500, 5_000);
    for (int probe = 0; probe < 3; probe++) {
      while (retransmitter.runOnce().isZero()) {
        assertThat(transport.heldCount()).isLessThanOrEqualTo(50);
      }
      assertThat(transport.answerHeld(UNREACHABLE)).isEqualTo(50);
      assertThat(retransmitter.runOnce()).as("rests").isEqualTo(INTERVAL);
      rest();
    }
    assertThat(new HashSet<>(sent())).as("the same few, not the whole backlog").hasSize(50);

    transport.answering(DeliveryResult.delivered());
    sweep(retransmitter);
    assertThat(new HashSet<>(sent())).hasSize(1_000);
    assertThat(sent().subList(sent().size() - 1_000, sent().size()))
        .as("oldest first")
        .isEqualTo(names(1_000));
  }

  @Test
  void callsThatFailForOneEventDoNotHoldUpThoseBehind() {
    insertMany(300);
    clock.advance(AFTER);
    Set<String> poisoned = new HashSet<>(names(50));
    transport.answering(
        message ->
            Optional.of(
                poisoned.contains(message.header().id())
                    ? DeliveryResult.failed(FailureKind.CALL, "INTERNAL")
                    : DeliveryResult.delivered()));
    Retransmitter retransmitter = retransmitter(50, 5_000);

    for (int pass = 0; pass < 20; pass++) {
      if (!retransmitter.runOnce().isZero()) {
        rest();
      }
    }

    assertThat(new HashSet<>(sent())).hasSize(300);
  }

  @Test
  void theWindowGrowsWithAnswersUpToItsBound() {
    insertMany(2_000);
    clock.advance(AFTER);
    Retransmitter retransmitter = retransmitter(50, 400);
    int largest = 0;
    int answered = 0;
    while (answered < 2_000) {
      Duration pause = retransmitter.runOnce();
      if (!pause.isZero()) {
        largest = Math.max(largest, transport.heldCount());
        answered += transport.answerHeld(DeliveryResult.delivered());
        rest();
      }
    }
    assertThat(largest).isEqualTo(400);
  }

  @Test
  void aFullTransportStopsThePassAndTheCursorStaysBeforeTheRow() {
    insertMany(10);
    clock.advance(AFTER);
    transport.withCapacity(4);
    Retransmitter retransmitter = retransmitter(500, 5_000);

    assertThat(retransmitter.runOnce()).isPositive().isLessThan(INTERVAL);
    assertThat(sent()).isEqualTo(names(4));

    transport.answerHeld(DeliveryResult.delivered());
    retransmitter.runOnce();
    assertThat(sent()).isEqualTo(names(8));
    assertThat(counters.snapshot().bufferFull()).isEqualTo(2);
  }

  @Test
  void anUndecodableRowIsPassedAndCounted() {
    store.insert(Payload.wrap(new byte[] {1, 2, 3}));
    insert("good");
    clock.advance(AFTER);

    retransmitter(500, 5_000).runOnce();

    assertThat(sent()).containsExactly("good");
    assertThat(counters.snapshot().undecodable()).isEqualTo(1);
  }

  @Test
  void aPageStaysWithinItsBytes() {
    PageSize pageSize = new PageSize(50, 500);
    insert("small");
    pageSize.seen(store.listPending(Duration.ZERO, io.durableemitter.api.PendingCursor.START, 1));
    assertThat(pageSize.next()).as("doubled").isEqualTo(100);

    InMemoryEventStore large = new InMemoryEventStore(clock);
    large.insert(Payload.wrap(new byte[1 << 20]));
    pageSize.seen(large.listPending(Duration.ZERO, io.durableemitter.api.PendingCursor.START, 1));
    assertThat(pageSize.next()).as("8 MiB of 1 MiB events").isEqualTo(8);
  }

  private Retransmitter retransmitter(int batchSize, int maxInFlight) {
    return new Retransmitter(
        store,
        dispatcher,
        new RetransmitSettings(INTERVAL, AFTER, batchSize, maxInFlight),
        counters,
        throttle,
        ticks::get);
  }

  private static Duration sweep(Retransmitter retransmitter) {
    Duration pause = Duration.ZERO;
    for (int pass = 0; pass < 1_000 && pause.isZero(); pass++) {
      pause = retransmitter.runOnce();
    }
    return pause;
  }

  private void rest() {
    ticks.addAndGet(INTERVAL.toNanos());
  }

  private void insert(String id) {
    store.insert(Events.payload(id));
  }

  private void insertMany(int count) {
    names(count).forEach(this::insert);
  }

  private static List<String> names(int count) {
    return IntStream.range(0, count).mapToObj(Integer::toString).toList();
  }

  private List<String> sent() {
    return transport.messages().stream().map(message -> message.header().id()).toList();
  }
}
