package io.durableemitter.acceptance.exhaustion;

import static org.assertj.core.api.Assertions.assertThat;

import io.durableemitter.acceptance.TestEnvironment;
import io.durableemitter.chaos.check.Verdict;
import io.durableemitter.chaos.child.Order;
import io.durableemitter.ingress.FaultPlan;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Whoever takes log lines or metrics takes none for a while. Row E12 of docs/chaos.md. */
@Timeout(180)
class BlockedReportsTest {

  private static final Pattern LEFT_OUT = Pattern.compile("\\([1-9]\\d* more");

  private final TestEnvironment environment = new TestEnvironment();
  private @TempDir Path folder = Path.of("");
  private ChildEmitter process;

  @BeforeEach
  void start() throws Exception {
    process = ChildEmitter.unlimited(environment, folder);
    process.awaitAcknowledged(50);
    process.awaitDelivered(50);
  }

  @AfterEach
  void close() throws Exception {
    process.close();
    environment.close();
  }

  /** Row E12. */
  @Test
  void whileTheLogIsBlockedFaultsComeAndGoAndEmitsAndDeliveriesGoOn() throws Exception {
    process.order(Order.BLOCK_LOG);
    breakOff();
    process.await("a line is held", () -> process.answers().contains("log holds"));
    String before = process.log();
    process.awaitAcknowledged(300);

    String table = environment.table();
    String name = table.substring(table.indexOf('.') + 1);
    environment.execute("ALTER TABLE " + table + " RENAME TO away");
    process.awaitFailed(50);
    environment.execute("ALTER TABLE " + table.replace(name, "away") + " RENAME TO " + name);
    process.awaitAcknowledged(300);

    heal();
    process.awaitDelivered(600);
    // now there are more changes than one that is held and one that waits
    breakOff();
    heal();
    assertThat(held("log")).isNotEmpty().allMatch(thread -> thread.endsWith("-log"));
    assertThat(process.log()).isEqualTo(before);

    process.order(Order.FREE_LOG);
    process.await("the end is told", () -> since(before).contains("delivery goes on"));
    process.await("the number is told", () -> LEFT_OUT.matcher(since(before)).find());
    settle();
  }

  /** Row E12: and it ends, although nothing can be told of it. */
  @Test
  void aBlockedLogDoesNotHoldUpTheEnd() throws Exception {
    process.order(Order.BLOCK_LOG);
    environment.ingress().setFaults(FaultPlan.ofOutage());
    process.await("a line is held", () -> process.answers().contains("log holds"));
    process.order(Order.STOP_CALLERS);
    assertThat(process.end()).as("%s", process).isZero();
  }

  /** Row E12: an exporter, since a meter never waits for it. */
  @Test
  void whileTheExporterIsBlockedEmitsAndDeliveriesGoOn() throws Exception {
    process.order(Order.BLOCK_EXPORTER);
    process.await("an export is held", () -> process.answers().contains("exporter holds"));
    long exported = exported();
    process.awaitAcknowledged(300);
    process.awaitDelivered(300);
    assertThat(exported()).isEqualTo(exported);
    assertThat(held("exporter")).as("threads of ours").isEmpty();

    process.order(Order.FREE_EXPORTER);
    process.await("what was measured is exported", () -> exported() >= exported + 300);
    process.order(Order.BLOCK_EXPORTER);
    settle();
  }

  private String since(String before) {
    return process.log().substring(before.length());
  }

  private long exported() {
    return Long.parseLong(process.order(Order.COUNT_EXPORTED));
  }

  private void breakOff() {
    environment.ingress().setFaults(FaultPlan.ofOutage());
    process.await("closed", () -> process.order(Order.TELL_GATE).equals("DEGRADED"));
  }

  private void heal() {
    environment.ingress().setFaults(FaultPlan.none());
    process.await("open", () -> process.order(Order.TELL_GATE).equals("UP"));
  }

  private List<String> held(String what) {
    String begin = what + " holds ";
    return process
        .answers()
        .lines()
        .filter(line -> line.startsWith(begin + "durable-emitter"))
        .map(line -> line.substring(begin.length()))
        .toList();
  }

  private void settle() throws Exception {
    Verdict verdict = process.settle();
    assertThat(verdict.holds()).as("%s: %s", verdict, process).isTrue();
    assertThat(process.end()).as("%s", process).isZero();
    assertThat(process.answers()).doesNotContain("died");
  }
}
