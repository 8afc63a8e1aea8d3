package io.durableemitter.acceptance.exhaustion;

import io.durableemitter.acceptance.TestEnvironment;
import io.durableemitter.chaos.check.Checker;
import io.durableemitter.chaos.check.Emits;
import io.durableemitter.chaos.check.Eventually;
import io.durableemitter.chaos.check.Verdict;
import io.durableemitter.chaos.child.JavaProcess;
import io.durableemitter.chaos.proxy.TcpProxy;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * A {@link ControlledMain} in a JVM of its own, its database and ingress, and a proxy before its
 * ingress.
 */
final class ControlledProcess implements AutoCloseable {

  private static final List<String> OPTIONS =
      List.of("-Xmx64m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Xlog:disable");

  private static final int NOBODY_ELSE = 64_739;

  private final TestEnvironment environment = new TestEnvironment();
  private final TcpProxy toIngress;
  private final Path journal;
  private final Path answers;
  private final Path log;
  private final Process process;

  /** With as much of everything as there is. */
  static ControlledProcess unlimited(Path folder) throws IOException {
    return new ControlledProcess(folder, List.of());
  }

  /** With no more than so many file descriptors. */
  static ControlledProcess withDescriptors(Path folder, int descriptors) throws IOException {
    return new ControlledProcess(
        folder, List.of("/bin/sh", "-c", "ulimit -n " + descriptors + " && exec \"$@\"", "sh"));
  }

  /**
   * With no more than so many threads. The limit is one of a user's and does not count for root,
   * who hands the process to a user that has no other.
   */
  static ControlledProcess withThreads(Path folder, int threads) throws IOException {
    List<String> command = new ArrayList<>();
    if (System.getProperty("user.name").equals("root")) {
      command.addAll(
          List.of(
              "setpriv",
              "--reuid=" + NOBODY_ELSE,
              "--regid=" + NOBODY_ELSE,
              "--clear-groups",
              "--inh-caps",
              "+dac_override",
              "--ambient-caps",
              "+dac_override"));
    }
    command.addAll(List.of("prlimit", "--nproc=" + threads));
    return new ControlledProcess(folder, command);
  }

  private ControlledProcess(Path folder, List<String> limits) throws IOException {
    toIngress = TcpProxy.to(environment.ingress().port());
    journal = folder.resolve("journal");
    answers = folder.resolve("answers");
    log = folder.resolve("log");
    List<String> command = new ArrayList<>(limits);
    command.addAll(
        JavaProcess.command(
            OPTIONS,
            ControlledMain.class.getName(),
            List.of(environment.table(), Integer.toString(toIngress.port()), journal.toString())));
    ProcessBuilder builder =
        new ProcessBuilder(command).redirectOutput(answers.toFile()).redirectError(log.toFile());
    builder
        .environment()
        .put(
            ControlledMain.URL_VARIABLE,
            TestEnvironment.postgres().jdbcUrl() + "&ApplicationName=" + environment.table());
    process = builder.start();
  }

  TestEnvironment environment() {
    return environment;
  }

  /** Ends all its connections, which it then needs anew. */
  void cutOff() {
    environment.query(
        "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE application_name = '"
            + environment.table()
            + "'");
    toIngress.resetAll();
  }

  /** Gives an order, and returns the answer once it is carried out. */
  String order(Order order) {
    int before = answersTo(order).size();
    try {
      process.getOutputStream().write((order + "\n").getBytes(StandardCharsets.US_ASCII));
      process.getOutputStream().flush();
    } catch (IOException e) {
      throw new AssertionError("the process takes no orders: " + this, e);
    }
    await(order + " is answered", () -> answersTo(order).size() > before);
    return answersTo(order).get(before);
  }

  private List<String> answersTo(Order order) {
    return answers()
        .lines()
        .filter(line -> line.startsWith(order + " "))
        .map(line -> line.substring(order.name().length() + 1))
        .toList();
  }

  /** Whole lines only. */
  String answers() {
    String text = read(answers);
    return text.substring(0, text.lastIndexOf('\n') + 1);
  }

  String log() {
    return read(log);
  }

  Emits emits() {
    return Emits.read(List.of(journal));
  }

  void awaitAcknowledged(int more) {
    int events = emits().acknowledged().size() + more;
    await(events + " acknowledged", () -> emits().acknowledged().size() >= events);
  }

  /** Rejected, or with an unknown outcome. */
  void awaitFailed(int more) {
    int events = failed() + more;
    await(events + " failed", () -> failed() >= events);
  }

  /** So many failed, or one was acknowledged meanwhile. */
  void awaitFailedOrAcknowledged(int more) {
    int acknowledged = acknowledged();
    int events = failed() + more;
    await(events + " failed", () -> failed() >= events || acknowledged() > acknowledged);
  }

  int acknowledged() {
    return emits().acknowledged().size();
  }

  /** Acknowledged or failed. */
  int answered() {
    return acknowledged() + failed();
  }

  private int failed() {
    Emits emits = emits();
    return emits.rejected().size() + emits.unknown().size();
  }

  void awaitDelivered(int more) {
    long events = environment.deliveries().distinct() + more;
    await(events + " delivered", () -> environment.deliveries().distinct() >= events);
  }

  void await(String what, Condition condition) {
    Eventually.holds(() -> what + ": " + this, () -> !process.isAlive() || condition.holds());
    if (!process.isAlive()) {
      throw new AssertionError("the process has died: " + this);
    }
  }

  /** A condition. */
  interface Condition {
    boolean holds();
  }

  /** Ends the load, waits until nothing is pending, and looks what became of all events. */
  Verdict settle() {
    order(Order.STOP_CALLERS);
    await("no row is left", () -> environment.rows() == 0);
    return Checker.check(emits(), environment.deliveries(), environment.pendingIds(), Set.of());
  }

  /** Tells it to end in order, and gives its exit code. */
  int end() throws IOException, InterruptedException {
    process.getOutputStream().close();
    if (!process.waitFor(60, TimeUnit.SECONDS)) {
      throw new AssertionError("still running after 60 s: " + this);
    }
    return process.exitValue();
  }

  @Override
  public void close() throws IOException {
    process.destroyForcibly();
    toIngress.close();
    environment.close();
  }

  @Override
  public String toString() {
    Emits emits = emits();
    return "%d acknowledged, %d rejected, %d unknown, %d rows, %d delivered%n%s%n%s"
        .formatted(
            emits.acknowledged().size(),
            emits.rejected().size(),
            emits.unknown().size(),
            environment.rows(),
            environment.deliveries().distinct(),
            answers(),
            log());
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }
}
