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
import io.durableemitter.chaos.crash.Bomb;
import io.durableemitter.chaos.crash.CrashStep;
import io.durableemitter.chaos.proxy.NetworkFault;
import io.durableemitter.chaos.proxy.TcpProxy;
import io.durableemitter.core.config.EmitterConfig;
import io.durableemitter.ingress.FaultPlan;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * A process dies at each step of an event's walk; the next one on the same table makes good. Rows
 * A1 to A4 of docs/chaos.md.
 */
@Timeout(180)
class CrashStepsTest {

  private static final int ANSWER_NEVER = 60_000;
  private static final int CALLERS = 6;

  @TempDir private Path folder = Path.of("");

  /** Row A1: S1 and S2. */
  @Test
  void whatDiedBeforeItsInsertWasNeverStored() throws Exception {
    for (CrashStep step : List.of(CrashStep.READING_ATTRIBUTES, CrashStep.QUEUED)) {
      assertThat(crashAt(step).neverArrived()).as("%s: those that died", step).isNotEmpty();
    }
  }

  /** Row A2: S3 and S4. */
  @Test
  void whatDiedAroundItsCommitIsDeliveredIfItWasCommittedAndNeverOtherwise() throws Exception {
    assertThat(crashAt(CrashStep.BEFORE_INSERT).neverArrived()).isNotEmpty();
    assertThat(crashAt(CrashStep.COMMITTED).verdict().recovered()).isPositive();
  }

  /** Row A3: S5 to S8. */
  @Test
  void whatWasStoredIsDeliveredByTheNextProcess() throws Exception {
    assertThat(crashAt(CrashStep.CALLERS_NOT_TOLD).verdict().recovered()).isPositive();
    crashAt(CrashStep.BEFORE_HAND_OVER);
    crashAt(CrashStep.HANDED_OVER);
    Aftermath sent = crashAt(CrashStep.SENT);
    assertThat(sent.verdict().acknowledged()).isPositive();
    assertThat(sent.verdict().duplicates()).as("nothing had been accepted").isZero();
  }

  /** Row A4: S9 to S12. */
  @Test
  void whatWasAcceptedAndNotRemovedComesOnceMore() throws Exception {
    assertThat(crashAt(CrashStep.ACCEPTED).verdict().duplicates()).isPositive();
    assertThat(crashAt(CrashStep.ANSWERED).verdict().duplicates()).isPositive();
    assertThat(crashAt(CrashStep.BEFORE_MARK).verdict().duplicates()).isPositive();
    crashAt(CrashStep.MARKED);
    crashAt(CrashStep.OVER);
  }

  private record Scene(
      CrashStep step,
      TestEnvironment environment,
      TcpProxy toIngress,
      TcpProxy toDatabase,
      Path journal) {}

  private record Aftermath(Verdict verdict, Set<String> neverArrived) {}

  private Aftermath crashAt(CrashStep step) throws Exception {
    Path journal = folder.resolve(step + ".journal");
    try (TestEnvironment environment = new TestEnvironment();
        TcpProxy toIngress = TcpProxy.to(environment.ingress().port());
        TcpProxy toDatabase = TcpProxy.to(TestEnvironment.postgres().port())) {
      environment.ingress().setFaults(faults(step));
      die(new Scene(step, environment, toIngress, toDatabase, journal));

      // what its last statements do, they have done when the server has missed it
      Eventually.holds(
          () -> step + ": its connections live", () -> connections(environment, step) == 0);
      long rowsLeft = environment.rows();
      Set<String> known = new HashSet<>(environment.pendingIds());
      known.addAll(environment.deliveries().ids());
      environment.ingress().setFaults(FaultPlan.none());
      environment.emitter(
          EmitterConfig.builder()
              .retransmit(
                  retransmit ->
                      retransmit.interval(Duration.ofMillis(50)).after(Duration.ofMillis(100)))
              .build());
      Eventually.holds(
          () -> step + ": " + environment.rows() + " rows left", () -> environment.rows() == 0);

      Emits emits = Emits.read(List.of(journal));
      Verdict verdict =
          Checker.check(emits, environment.deliveries(), environment.pendingIds(), Set.of());
      assertThat(verdict.holds()).as("%s: %s", step, verdict).isTrue();
      assertThat(verdict.duplicates())
          .as("%s: only rows that were left can come again", step)
          .isLessThanOrEqualTo(rowsLeft);
      assertThat(known)
          .as("%s: what was not stored", step)
          .containsAll(environment.deliveries().ids());
      Set<String> never = new HashSet<>(emits.attempted().keySet());
      never.removeAll(environment.deliveries().ids());
      return new Aftermath(verdict, never);
    }
  }

  private static FaultPlan faults(CrashStep step) {
    return switch (step) {
      case SENT -> FaultPlan.builder().outage(true).latencyMillis(ANSWER_NEVER).build();
      case ACCEPTED -> FaultPlan.builder().latencyMillis(ANSWER_NEVER).build();
      default -> FaultPlan.none();
    };
  }

  private void die(Scene scene) throws IOException {
    EmitterSettings settings =
        EmitterSettings.of(scene.environment().table(), scene.toIngress().port())
            .with(Setting.TUNING, Tuning.ONE_WORKER)
            .with(Setting.CRASH_AT, scene.step())
            .with(Setting.JOURNAL, scene.journal())
            .with(Setting.CALLERS, CALLERS);
    try (ChildProcess process =
        EmitterMain.process(settings, jdbcUrl(scene))
            .options(List.of("-Xmx128m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"))
            .output(folder.resolve(scene.step() + ".log"))
            .start()) {
      killFromOutside(scene, process);
      assertThat(process.awaitExit()).as("%s: %s", scene.step(), process).isEqualTo(Bomb.EXIT_CODE);
    }
  }

  private static String jdbcUrl(Scene scene) {
    String url = TestEnvironment.postgres().jdbcUrl() + "&ApplicationName=" + scene.step();
    return url.replace(":" + TestEnvironment.postgres().port(), ":" + scene.toDatabase().port());
  }

  /** Kills the process at the steps at which it cannot end itself. */
  private static void killFromOutside(Scene scene, ChildProcess process) {
    switch (scene.step()) {
      case COMMITTED -> {
        process.await(() -> "its step", () -> !emits(scene).acknowledged().isEmpty());
        scene.toDatabase().become(NetworkFault.mute());
        process.await(() -> "its step", () -> isStoredUnknown(scene));
      }
      // more than the handshake: a batch is on its way
      case SENT -> process.await(() -> "its step", () -> scene.toIngress().requestBytes() > 4_096);
      case ACCEPTED ->
          process.await(() -> "its step", () -> scene.environment().deliveries().distinct() > 0);
      default -> {
        return;
      }
    }
    process.kill();
  }

  /** Whether the table has an event whose caller could not be told. */
  private static boolean isStoredUnknown(Scene scene) {
    return !Collections.disjoint(scene.environment().pendingIds(), emits(scene).unknown());
  }

  private static Emits emits(Scene scene) {
    return Emits.read(List.of(scene.journal()));
  }

  private static long connections(TestEnvironment environment, CrashStep step) {
    return environment.query(
        "SELECT count(*) FROM pg_stat_activity WHERE application_name = '" + step + "'");
  }
}
