package io.durableemitter.ingress;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Requests that come in steps of a window, as the network would bring them. */
class ReadBudgetTest {

  private static final int STEP = 10;
  private static final int REQUEST = 100;

  private final ReadBudget budget = new ReadBudget(1_000, REQUEST);
  private int used;
  private int most;

  @Test
  void readsAnyNumberOfRequestsWithinTheBudget() {
    List<Client> clients = new ArrayList<>();
    for (int i = 0; i < 40; i++) {
      clients.add(new Client());
    }
    List<Client> whole = new ArrayList<>();
    while (!clients.isEmpty()) {
      boolean moved = clients.stream().filter(Client::step).count() > 0;
      clients.stream().filter(client -> client.received == REQUEST).forEach(whole::add);
      clients.removeIf(client -> client.received == REQUEST);
      if (!moved && whole.isEmpty()) {
        throw new AssertionError("nobody gets on");
      }
      if (!moved || clients.isEmpty()) {
        whole.forEach(Client::answer);
        whole.clear();
      }
    }
    assertThat(used).isZero();
    // its half, the windows of all, and as many requests to their end as fit
    assertThat(most).isBetween(500, 1_000);
  }

  @Test
  void whoHoldsLeastGoesFirst() {
    Client hog = new Client();
    hog.receive(600);
    Client first = new Client(hog.connection);
    Client second = new Client(hog.connection);
    Client good = new Client();
    List.of(first, second, good).forEach(client -> client.receive(STEP));
    assertThat(budget.mayGoOn(first.reading, STEP)).as("nobody is before it").isTrue();
    assertThat(budget.mayGoOn(second.reading, STEP)).isFalse();
    assertThat(budget.mayGoOn(good.reading, STEP)).isFalse();
    budget.ended(first.reading);
    assertThat(good.isWaiting()).isFalse();
    assertThat(second.isWaiting()).isTrue();
    budget.ended(good.reading);
    assertThat(second.isWaiting()).isFalse();
  }

  @Test
  void whoIsFirstAndDoesNotGetOnLosesThePlaceAndLaterTheCall() {
    Client hog = new Client();
    hog.receive(600);
    Client slow = new Client();
    Client good = new Client();
    List.of(slow, good).forEach(client -> client.receive(STEP));
    assertThat(budget.mayGoOn(slow.reading, STEP)).isTrue();
    assertThat(budget.mayGoOn(good.reading, STEP)).isFalse();
    assertThat(budget.isGivenUp(slow.reading, Duration.ofMillis(900).toNanos())).isFalse();
    assertThat(good.isWaiting()).isTrue();
    assertThat(budget.isGivenUp(slow.reading, Duration.ofMillis(1_100).toNanos())).isFalse();
    assertThat(good.isWaiting()).isFalse();
    assertThat(budget.isGivenUp(hog.reading, Duration.ofSeconds(31).toNanos())).isTrue();
  }

  private final class Client {

    private final ConnectionGuard connection;
    private final Reading reading;
    private int received;

    Client() {
      this(new ConnectionGuard(budget, Duration.ofSeconds(1)));
    }

    @SuppressWarnings("NullAway") // the network is not there
    Client(ConnectionGuard connection) {
      this.connection = connection;
      this.reading = new Reading(null, connection);
    }

    /** Whether it got on. */
    boolean step() {
      if (isWaiting()) {
        return false;
      }
      receive(STEP);
      if (received == REQUEST) {
        budget.whole(reading);
      } else {
        var unused = budget.mayGoOn(reading, STEP);
      }
      return true;
    }

    void receive(int bytes) {
      received += bytes;
      used += bytes;
      most = Math.max(most, used);
      budget.arrived(reading, bytes);
    }

    boolean isWaiting() {
      return budget.isWaiting(reading);
    }

    void answer() {
      used -= received;
      budget.ended(reading);
    }
  }
}
