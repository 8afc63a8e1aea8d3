package io.durableemitter.acceptance.exhaustion;

import io.durableemitter.acceptance.TestEnvironment;
import io.durableemitter.chaos.check.Checker;
import io.durableemitter.chaos.check.Emits;
import io.durableemitter.chaos.check.Verdict;
import io.durableemitter.chaos.child.ChildProcess;
import io.durableemitter.chaos.child.EmitterMain;
import io.durableemitter.chaos.child.EmitterSettings;
import io.durableemitter.chaos.child.Order;
import io.durableemitter.chaos.child.Setting;
import io.durableemitter.chaos.child.Tuning;
import io.durableemitter.chaos.proxy.TcpProxy;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;

/** An emitter process, with a proxy before its ingress, and what became of its events. */
final class ChildEmitter implements AutoCloseable {

  private static final List<String> OPTIONS =
      List.of("-Xmx64m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Xlog:disable");

  private static final int NOBODY_ELSE = 64_739;

  private final TestEnvironment environment;
  private final TcpProxy toIngress;
  private final Path journal;
  private final ChildProcess process;

  /** Four callers, and as much of everything as there is. */
  static ChildEmitter unlimited(TestEnvironment environment, Path folder) throws IOException {
    return start(environment, folder, List.of());
  }

  /** With no more than so many file descriptors. */
  static ChildEmitter withDescriptors(TestEnvironment environment, Path folder, int descriptors)
      throws IOException {
    String limit = "ulimit -n " + descriptors + " && exec \"$@\"";
    return start(environment, folder, List.of("/bin/sh", "-c", limit, "sh"));
  }

  /**
   * With no more than so many threads. The limit is one of a user's and does not count for root,
   * who hands the process to a user that has no other.
   */
  static ChildEmitter withThreads(TestEnvironment environment, Path folder, int threads)
      throws IOException {
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
    return start(environment, folder, command);
  }

  private static ChildEmitter start(TestEnvironment environment, Path folder, List<String> limits)
      throws IOException {
    return new ChildEmitter(environment, folder, limits, OPTIONS, Tuning.QUICK, 4, 0, 0);
  }

  /** With little memory; each caller emits so many events of so many bytes. */
  static ChildEmitter small(
      TestEnvironment environment, Path folder, int callers, int events, int bytes)
      throws IOException {
    List<String> options = new ArrayList<>(OPTIONS);
    options.add("-XX:+ExitOnOutOfMemoryError");
    return new ChildEmitter(
        environment, folder, List.of(), options, Tuning.SMALL, callers, events, bytes);
  }

  /** Eight callers, and a collector of its own. */
  static ChildEmitter patient(TestEnvironment environment, Path folder, String collector)
      throws IOException {
    List<String> options =
        List.of("-Xmx96m", collector, "-XX:TieredStopAtLevel=1", "-Xlog:disable");
    return new ChildEmitter(environment, folder, List.of(), options, Tuning.PATIENT, 8, 0, 0);
  }

  private ChildEmitter(
      TestEnvironment environment,
      Path folder,
      List<String> limits,
      List<String> options,
      Tuning tuning,
      int callers,
      int events,
      int bytes)
      throws IOException {
    this.environment = environment;
    toIngress = TcpProxy.to(environment.ingress().port());
    journal = folder.resolve("journal");
    EmitterSettings settings =
        EmitterSettings.of(environment.table(), toIngress.port())
            .with(Setting.TUNING, tuning)
            .with(Setting.JOURNAL, journal)
            .with(Setting.CALLERS, callers)
            .with(Setting.EVENTS, events)
            .with(Setting.BYTES, bytes)
            .with(Setting.PAUSE_MILLIS, events == 0 ? 3 : 0)
            .with(Setting.METRICS, tuning == Tuning.QUICK);
    process =
        EmitterMain.process(
                settings,
                TestEnvironment.postgres().jdbcUrl() + "&ApplicationName=" + environment.table())
            .before(limits)
            .options(options)
            .output(folder.resolve("answers"))
            .errors(folder.resolve("log"))
            .start();
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
    return process.ask(order);
  }

  /** The engine's threads by their names, without some. */
  Set<String> threads(Predicate<String> passing) {
    Set<String> names = new TreeSet<>(List.of(order(Order.NAME_THREADS).split(" ", -1)));
    names.removeIf(passing);
    return names;
  }

  /** Whole lines only. */
  String answers() {
    return process.output();
  }

  String log() {
    return process.errors();
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

  void await(String what, BooleanSupplier condition) {
    process.await(() -> what + ": " + this, condition);
  }

  /** Ends the load, waits until nothing is pending, and looks what became of all events. */
  Verdict settle() {
    order(Order.STOP_CALLERS);
    await("no row is left", () -> environment.rows() == 0);
    return Checker.check(emits(), environment.deliveries(), environment.pendingIds(), Set.of());
  }

  /** Waits for the end, for a while. Returns whether it has come. */
  boolean awaitEnd(Duration limit) {
    return process.awaitEnd(limit);
  }

  /** Tells it to end in order, and gives its exit code. */
  int end() throws IOException {
    return process.end();
  }

  @Override
  public void close() throws IOException {
    process.close();
    toIngress.close();
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
}
