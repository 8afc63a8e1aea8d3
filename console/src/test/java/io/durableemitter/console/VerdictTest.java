package io.durableemitter.console;

import static org.assertj.core.api.Assertions.assertThat;

import io.durableemitter.api.DeadLetterReason;
import io.durableemitter.console.internal.state.Fleet;
import io.durableemitter.spi.DeadLetterCounts;
import io.durableemitter.spi.DurableQueueStats;
import io.durableemitter.spi.HostReport;
import io.durableemitter.spi.QueueOrders;
import io.durableemitter.spi.RegisteredHost;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** What is found is judged by {@code QueueState}; here the worst of it becomes a sentence. */
class VerdictTest {

  private static final Duration TTL = Duration.ofHours(10);

  private static RegisteredHost host(String gate, String problem, Duration silence) {
    return new RegisteredHost(
        new HostReport(
            UUID.randomUUID(), "one", "1", "host", Duration.ZERO, gate, problem, Map.of()),
        Instant.EPOCH,
        silence);
  }

  private static Verdict of(long depth, Duration age, long dead, RegisteredHost... hosts) {
    return Verdict.of(
        new Sample(
            Instant.EPOCH,
            Optional.of(new DurableQueueStats(depth, depth, depth, age, 0, false)),
            "",
            new Fleet(true, List.of(hosts), QueueOrders.NONE),
            new DeadLetterCounts(Map.of(DeadLetterReason.REJECTED, dead), false),
            Map.of(),
            Map.of()),
        TTL);
  }

  @Test
  void nothingIsSaidToDoWhenAllIsWell() {
    assertThat(of(1_234, Duration.ofSeconds(3), 0, host("OPEN", "", Duration.ZERO)))
        .isEqualTo(new Verdict("ok", "All is well: 1,234 events wait, the oldest for 3 s.", ""));
  }

  @Test
  void aStoreThatDoesNotAnswerIsTheWorst() {
    Verdict verdict = Verdict.of(Sample.ofAway(Instant.EPOCH, "refused"), TTL);
    assertThat(verdict.level()).isEqualTo("bad");
    assertThat(verdict.sentence()).isEqualTo("The database does not answer.");
    assertThat(verdict.advice())
        .isEqualTo("Events cannot be stored until it does. It said: refused.");
  }

  @Test
  void theWorstIsSaidAndOfEquallyBadOnesTheFirst() {
    RegisteredHost ill = host("OPEN", "no disk", Duration.ZERO);
    RegisteredHost silent = host("OPEN", "", Duration.ofHours(1));
    assertThat(of(0, Duration.ZERO, 0, silent).level()).isEqualTo("note");
    Verdict first = of(0, Duration.ZERO, 3, silent, ill);
    assertThat(first.level()).isEqualTo("warn");
    assertThat(first.sentence()).isEqualTo("A process has trouble: one says: no disk.");
    assertThat(first.advice()).isEqualTo("Mend that on this host.");
    Verdict worst = of(5, Duration.ofHours(8), 3, silent, ill);
    assertThat(worst.level()).isEqualTo("bad");
    assertThat(worst.sentence())
        .isEqualTo("The oldest event has waited for 8 h of the 10 h that it may.");
  }
}
