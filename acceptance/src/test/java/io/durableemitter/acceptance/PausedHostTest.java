package io.durableemitter.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import io.durableemitter.chaos.check.Checker;
import io.durableemitter.chaos.check.Emits;
import io.durableemitter.chaos.check.Eventually;
import io.durableemitter.chaos.check.Verdict;
import io.durableemitter.chaos.child.ChildProcess;
import io.durableemitter.chaos.child.EmitterMain;
import io.durableemitter.chaos.child.EmitterSettings;
import io.durableemitter.chaos.child.Setting;
import io.durableemitter.chaos.child.Tuning;
import io.durableemitter.ingress.FaultPlan;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
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

  private static final Duration CLOSED = Duration.ofSeconds(60);

  private static final List<String> OPTIONS =
      List.of(
          "-Xmx112m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-XX:+ExitOnOutOfMemoryError");

  private final TestEnvironment environment = new TestEnvironment();
  @TempDir private Path folder = Path.of("");

  @Test
  void anotherHostTakesOverAndTheSleeperWakesWithoutHarm() throws Exception {
    try (environment;
        ChildProcess sleeper = start("sleeper");
        ChildProcess other = start("other")) {
      environment.ingress().setFaults(FaultPlan.ofOutage());
      awaitAcknowledged(sleeper, "sleeper", 50);
      awaitAcknowledged(other, "other", 50);
      sleeper.pause();
      Set<String> ofTheSleeper = emits("sleeper").acknowledged();
      environment.ingress().setFaults(FaultPlan.none());
      Eventually.holds(
          () -> environment.deliveries().distinct() + " delivered",
          () -> environment.deliveries().ids().containsAll(ofTheSleeper));

      sleeper.wake();
      awaitAcknowledged(sleeper, "sleeper", 50);
      sleeper.terminate();
      assertThat(sleeper.awaitEnd(CLOSED)).as("it closes in order").isTrue();
      other.terminate();
      assertThat(other.awaitEnd(CLOSED)).isTrue();
      try (ChildProcess last = start("last", 0)) {
        Eventually.holds(() -> environment.rows() + " rows left", () -> environment.rows() == 0);
        assertThat(last.isAlive()).isTrue();
      }
      Verdict verdict =
          Checker.check(
              emits("sleeper", "other"),
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
        ChildProcess sleeper = start("sleeper")) {
      environment.ingress().setFaults(FaultPlan.builder().latencyMillis(ANSWER_NEVER).build());
      awaitAcknowledged(sleeper, "sleeper", 50);
      Eventually.holds(sleeper::lastWords, () -> environment.deliveries().distinct() > 0);
      sleeper.pause();
      long held = environment.rows();
      // on a busy machine calls have passed their deadline by now, and their events came again
      long before = environment.deliveries().duplicates();
      environment.ingress().setFaults(FaultPlan.none());
      try (ChildProcess other = start("other", 0)) {
        Eventually.holds(
            () -> environment.rows() + " rows of " + held + ": " + other.lastWords(),
            () -> environment.rows() == 0);
        sleeper.wake();
        awaitAcknowledged(sleeper, "sleeper", 50);
        sleeper.terminate();
        assertThat(sleeper.awaitEnd(CLOSED)).as("it closes in order").isTrue();
        Eventually.holds(() -> environment.rows() + " rows left", () -> environment.rows() == 0);
      }
      Verdict verdict =
          Checker.check(
              emits("sleeper"), environment.deliveries(), environment.pendingIds(), Set.of());
      assertThat(verdict.holds()).as("%s", verdict).isTrue();
      assertThat(verdict.duplicates() - before)
          .as("held %s, %s duplicates before: %s", held, before, verdict)
          .isBetween(1L, held);
    }
  }

  private ChildProcess start(String name) throws IOException {
    return start(name, CALLERS);
  }

  private ChildProcess start(String name, int callers) throws IOException {
    EmitterSettings settings =
        EmitterSettings.of(environment.table(), environment.ingress().port())
            .with(Setting.NAME, name)
            .with(Setting.TUNING, Tuning.CHAOS)
            .with(Setting.JOURNAL, journal(name))
            .with(Setting.CALLERS, callers)
            .with(Setting.PAUSE_MILLIS, 10)
            .with(Setting.BYTES, "MIXED");
    return EmitterMain.process(settings, TestEnvironment.postgres().jdbcUrl())
        .options(OPTIONS)
        .output(folder.resolve(name + ".log"))
        .start();
  }

  private Path journal(String name) {
    return folder.resolve(name + ".journal");
  }

  private Emits emits(String... names) {
    return Emits.read(Stream.of(names).map(this::journal).toList());
  }

  private void awaitAcknowledged(ChildProcess host, String name, int more) {
    int before = emits(name).acknowledged().size();
    host.await(() -> more + " more", () -> emits(name).acknowledged().size() - before >= more);
  }
}
