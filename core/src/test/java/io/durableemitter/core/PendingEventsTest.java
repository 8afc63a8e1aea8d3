package io.durableemitter.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.durableemitter.api.EventHeader;
import io.durableemitter.api.Payload;
import io.durableemitter.api.PendingEvent;
import io.durableemitter.api.PendingEventPage;
import io.durableemitter.api.PendingFilter;
import io.durableemitter.spi.DurableEventStore;
import io.durableemitter.spi.Page;
import io.durableemitter.spi.PageRequest;
import io.durableemitter.spi.PendingRow;
import io.durableemitter.spi.QueueBrowser;
import io.durableemitter.spi.QueueLeases;
import io.durableemitter.testkit.ForwardingEventStore;
import io.durableemitter.testkit.InMemoryEventStore;
import io.durableemitter.testkit.ManualClock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Pending events in pages; the time is stepped by hand. */
@Timeout(60)
class PendingEventsTest {

  private static final PendingFilter ALL = PendingFilter.ALL;

  private final ManualClock clock = new ManualClock();
  private final InMemoryEventStore store = new InMemoryEventStore(clock);
  private final PendingEvents events = PendingEvents.of(store);

  /** Looks like the store's, each of which takes a while. */
  private final class SlowBrowser implements QueueBrowser {
    private long now = -7;
    private int lists;
    private long largest;

    @Override
    public Page<PendingRow> list(PageRequest request) {
      now += PendingEvents.BUDGET_NANOS / 3 + 1;
      lists++;
      largest = Math.max(largest, request.maxRows());
      return store.browser().orElseThrow().list(request);
    }

    @Override
    public Optional<PendingRow> find(long id) {
      return Optional.empty();
    }

    @Override
    public long lastId() {
      return 0;
    }

    @Override
    public QueueLeases leases() {
      return new QueueLeases(List.of(), 0, false);
    }
  }

  private void store(int count) {
    IntStream.range(0, count).forEach(i -> store.insert(Events.payload("event-" + i)));
  }

  private static List<String> ids(PendingEventPage page) {
    return page.events().stream()
        .map(event -> event.header().map(EventHeader::id).orElse("?"))
        .toList();
  }

  @Test
  void theyAreListedInPagesAndFound() {
    store(7);
    List<String> seen = new ArrayList<>();
    PendingEventPage page = new PendingEventPage(List.of(), 0, true, 0);
    while (page.more()) {
      page = events.list(ALL, page.next(), 3);
      assertThat(page.events()).hasSizeLessThanOrEqualTo(3);
      seen.addAll(ids(page));
    }
    assertThat(seen).hasSize(7).startsWith("event-0").endsWith("event-6").doesNotHaveDuplicates();
    assertThat(page.next()).as("where what comes later begins").isEqualTo(events.lastId());
    PendingEvent one = events.list(ALL, 0, 1).events().get(0);
    assertThat(events.find(one.id())).contains(one);
    assertThat(one.header()).contains(new EventHeader("event-0", "tests", "sample"));
    assertThat(events.find(one.id() + 9_999)).isEmpty();
    assertThatThrownBy(() -> events.list(ALL, 0, 0)).hasMessageContaining("limit");
  }

  @Test
  void theyAreFoundByWhatIsInThem() {
    store(1_200);
    assertThat(ids(events.list(ALL.withEventId("event-1100"), 0, 10)))
        .containsExactly("event-1100");
    assertThat(ids(events.list(ALL.withSource("tests").withType("sample"), 0, 2)))
        .containsExactly("event-0", "event-1");
    assertThat(events.list(ALL.withSource("test"), 0, 10).events()).isEmpty();
    assertThat(events.list(ALL.withEventId("event-7").withType("other"), 0, 10).events()).isEmpty();
  }

  @Test
  void theyAreFoundByTheirAge() {
    store(2);
    clock.advance(Duration.ofHours(1));
    store(3);
    assertThat(events.list(ALL.withMinAge(Duration.ofMinutes(5)), 0, 10).events()).hasSize(2);
    assertThatThrownBy(() -> ALL.withMinAge(Duration.ofSeconds(-1))).hasMessageContaining("minAge");
  }

  @Test
  void whatCannotBeDecodedIsShownAndFitsNoFilter() {
    store.insert(Payload.wrap(new byte[] {1, 2, 3}));
    PendingEvent event = events.list(ALL, 0, 10).events().get(0);
    assertThat(event.header()).isEmpty();
    assertThat(event.undecodable()).isNotBlank();
    assertThat(event.payload().toByteArray()).containsExactly(1, 2, 3);
    assertThat(events.list(ALL.withSource(""), 0, 10).events()).isEmpty();
  }

  @Test
  void aCallLooksForAWhileOnlyAndSaysWhereToGoOn() {
    store(4_000);
    SlowBrowser slow = new SlowBrowser();
    PendingEvents slowly = new PendingEvents(slow, () -> slow.now);
    PendingFilter last = ALL.withEventId("event-3999");
    PendingEventPage page = slowly.list(last, 0, 10);
    assertThat(page.events()).isEmpty();
    assertThat(page.more()).isTrue();
    assertThat(slow.lists).isEqualTo(3);
    assertThat(page.walked()).isEqualTo(3 * slow.largest);
    for (int i = 0; i < 2; i++) {
      page = slowly.list(last, page.next(), 10);
    }
    assertThat(ids(page)).containsExactly("event-3999");
    assertThat(page.more()).isFalse();
  }

  @Test
  void aCallLooksAtABoundedNumberOfRows() {
    Payload payload = Events.payload("same");
    IntStream.range(0, PendingEvents.MOST_WALKED + 10).forEach(i -> store.insert(payload));
    PendingEventPage page =
        new PendingEvents(store.browser().orElseThrow(), () -> 0).list(ALL.withType("none"), 0, 1);
    assertThat(page.walked()).isEqualTo(PendingEvents.MOST_WALKED);
    assertThat(page.more()).isTrue();
    assertThat(page.next()).isEqualTo(PendingEvents.MOST_WALKED);
  }

  @Test
  void aPageIsBoundedInBytes() {
    for (int i = 0; i < 5; i++) {
      store.insert(Events.payload("large-" + i, new byte[3 << 20]));
    }
    PendingEventPage page = events.list(ALL, 0, 10);
    assertThat(page.events()).hasSize(2);
    assertThat(page.more()).isTrue();
    assertThat(ids(events.list(ALL, page.next(), 10))).containsExactly("large-2", "large-3");
  }

  @Test
  void aStoreThatCannotBeLookedAtSaysSo() {
    DurableEventStore closed =
        new ForwardingEventStore(store) {
          @Override
          public Optional<QueueBrowser> browser() {
            return Optional.empty();
          }
        };
    assertThatThrownBy(() -> PendingEvents.of(closed))
        .isInstanceOf(UnsupportedOperationException.class)
        .hasMessageContaining("browser()");
  }
}
