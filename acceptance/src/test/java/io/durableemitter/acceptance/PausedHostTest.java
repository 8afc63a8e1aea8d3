package io.durableemitter.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import io.durableemitter.chaos.HostProcess;
import io.durableemitter.chaos.HostSettings;
import io.durableemitter.chaos.Sabotage;
import io.durableemitter.chaos.check.Checker;
import io.durableemitter.chaos.check.Emits;
import io.durableemitter.chaos.check.Eventually;
import io.durableemitter.chaos.check.Verdict;
import io.durableemitter.ingress.FaultPlan;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * A process sleeps (SIGSTOP) while another one does its work, then wakes. Row A6 of docs/chaos.md.
 */
@Timeout(180)
class PausedHostTest {

  private static final int ANSWER_NEVER = 60_000;

  private static final int CALLERS = 4;

  private final TestEnvironment environment = new TestEnvironment();
  @TempDir private Path folder = Path.of("");

  @Test
  void anotherHostTakesOverAndTheSleeperWakesWithoutHarm() throws Exception {
    try (environment;
        HostProcess sleeper = start("sleeper");
        HostProcess other = start("other")) {
      environment.ingress().setFaults(FaultPlan.ofOutage());
      awaitAcknowledged(sleeper, 50);
      awaitAcknowledged(other, 50);
      sleeper.pause();
      Set<String> ofTheSleeper = emits(sleeper).acknowledged();
      environment.ingress().setFaults(FaultPlan.none());
      Eventually.holds(
          () -> environment.deliveries().distinct() + " delivered",
          () -> environment.deliveries().ids().containsAll(ofTheSleeper));

      sleeper.wake();
      awaitAcknowledged(sleeper, 50);
      sleeper.terminate();
      assertThat(sleeper.ended()).as("it closes in order").isTrue();
      other.terminate();
      assertThat(other.ended()).isTrue();
      try (HostProcess last = start("last", 0)) {
        Eventually.holds(() -> environment.rows() + " rows left", () -> environment.rows() == 0);
        assertThat(last.diedByItself()).isFalse();
      }
      Verdict verdict =
          Checker.check(
              Emits.read(List.of(sleeper.journal(), other.journal())),
              environment.deliveries(),
              environment.pendingIds(),
              Set.of());
      assertThat(verdict.holds()).as("%s", verdict).isTrue();
    }
  }

  /** What it held when it was stopped is all that can come twice. */
  @Test
  void whatItHadInFlightComesOnceMoreAtMost() throws Exception {
    try (environment;
        HostProcess sleeper = start("sleeper")) {
      environment.ingress().setFaults(FaultPlan.builder().latencyMillis(ANSWER_NEVER).build());
      awaitAcknowledged(sleeper, 50);
      Eventually.holds(sleeper::lastWords, () -> environment.deliveries().distinct() > 0);
      sleeper.pause();
      long held = environment.rows();
      environment.ingress().setFaults(FaultPlan.none());
      try (HostProcess other = start("other", 0)) {
        Eventually.holds(
            () -> environment.rows() + " rows of " + held + ": " + other.lastWords(),
            () -> environment.rows() == 0);
        sleeper.wake();
        awaitAcknowledged(sleeper, 50);
        sleeper.terminate();
        assertThat(sleeper.ended()).as("it closes in order").isTrue();
        Eventually.holds(() -> environment.rows() + " rows left", () -> environment.rows() == 0);
      }
      Verdict verdict =
          Checker.check(
              Emits.read(List.of(sleeper.journal())),
              environment.deliveries(),
              environment.pendingIds(),
              Set.of());
      assertThat(verdict.holds()).as("%s", verdict).isTrue();
      assertThat(verdict.duplicates()).as("held %s: %s", held, verdict).isBetween(1L, held);
    }
  }

  private HostProcess start(String name) throws IOException {
    return start(name, CALLERS);
  }

  private HostProcess start(String name, int callers) throws IOException {
    HostSettings settings =
        new HostSettings(
            name,
            environment.table(),
            "127.0.0.1:" + environment.ingress().port(),
            folder.resolve(name + ".journal"),
            callers,
            10,
            true,
            Sabotage.NONE);
    return HostProcess.start(
        settings, TestEnvironment.postgres().jdbcUrl(), folder.resolve(name + ".log"));
  }

  private static Emits emits(HostProcess host) {
    return Emits.read(List.of(host.journal()));
  }

  private static void awaitAcknowledged(HostProcess host, int more) {
    int before = emits(host).acknowledged().size();
    Eventually.holds(host::lastWords, () -> emits(host).acknowledged().size() - before >= more);
  }
}
