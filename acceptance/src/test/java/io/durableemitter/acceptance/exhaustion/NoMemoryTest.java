package io.durableemitter.acceptance.exhaustion;

import static org.assertj.core.api.Assertions.assertThat;

import io.durableemitter.acceptance.TestEnvironment;
import io.durableemitter.chaos.check.Checker;
import io.durableemitter.chaos.check.Emits;
import io.durableemitter.chaos.check.Eventually;
import io.durableemitter.chaos.check.Verdict;
import io.durableemitter.chaos.child.JavaProcess;
import io.durableemitter.ingress.FaultPlan;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * The application has taken all memory, again and again, while the ingress goes up and down. Row G1
 * of docs/chaos.md. {@code -Dpress.seconds=60} starves it for longer.
 */
@Timeout(value = 400, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class NoMemoryTest {

  private static final int SECONDS = Integer.getInteger("press.seconds", 10);
  private static final String COLLECTOR = System.getProperty("press.collector", "-XX:+UseSerialGC");

  private final TestEnvironment environment = new TestEnvironment();
  private @TempDir Path folder = Path.of("");

  @AfterEach
  void close() {
    environment.close();
  }

  @Test
  void afterwardsEverythingIsDeliveredAndNoThreadIsMissing() throws Exception {
    Process process = start();
    try {
      for (int second = 0; !answers().contains("told ") && second < SECONDS + 60; second++) {
        environment.ingress().setFaults(second % 4 < 2 ? FaultPlan.none() : FaultPlan.ofOutage());
        boolean ended = process.waitFor(1, TimeUnit.SECONDS);
        assertThat(ended).as("the process has died: %s", this).isFalse();
      }
      environment.ingress().setFaults(FaultPlan.none());
      assertThat(answers()).as("%s", this).contains("missing []").contains("told true");

      Eventually.holds(() -> "rows are left: " + this, () -> environment.rows() == 0);
      Verdict verdict =
          Checker.check(emits(), environment.deliveries(), environment.pendingIds(), Set.of());
      assertThat(verdict.lost()).as("%s: %s", verdict, this).isEmpty();
      assertThat(emits().acknowledged()).hasSizeGreaterThan(100);
      awaitHealth(process);
      process.getOutputStream().close();
      assertThat(process.waitFor(60, TimeUnit.SECONDS)).as("ends: %s", this).isTrue();
      assertThat(process.exitValue()).isZero();
    } finally {
      process.destroyForcibly();
    }
  }

  private Process start() throws IOException {
    ProcessBuilder builder =
        new ProcessBuilder(
                JavaProcess.command(
                    List.of("-Xmx96m", COLLECTOR, "-XX:TieredStopAtLevel=1", "-Xlog:disable"),
                    StarvedMain.class.getName(),
                    List.of(
                        environment.table(),
                        Integer.toString(environment.ingress().port()),
                        folder.resolve("journal").toString(),
                        Integer.toString(SECONDS))))
            .redirectOutput(folder.resolve("answers").toFile())
            .redirectError(folder.resolve("log").toFile());
    builder.environment().put(StarvedMain.URL_VARIABLE, TestEnvironment.postgres().jdbcUrl());
    return builder.start();
  }

  /** Health is good again, without a restart. */
  private void awaitHealth(Process process) throws IOException {
    OutputStream orders = process.getOutputStream();
    Eventually.holds(
        () -> "health is bad: " + this,
        () -> {
          ask(orders);
          List<String> lines = answers().lines().toList();
          return lines.get(lines.size() - 1).equals("health []");
        });
  }

  private static void ask(OutputStream orders) {
    try {
      orders.write('h');
      orders.flush();
    } catch (IOException e) {
      throw new AssertionError("the process takes no orders", e);
    }
  }

  private Emits emits() {
    return Emits.read(List.of(folder.resolve("journal")));
  }

  private String answers() {
    return read("answers");
  }

  private String read(String name) {
    try {
      return Files.readString(folder.resolve(name));
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  @Override
  public String toString() {
    String log = read("log");
    return answers() + "\n" + log.substring(Math.max(0, log.length() - 20_000));
  }
}
