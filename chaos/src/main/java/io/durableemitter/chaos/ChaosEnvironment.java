package io.durableemitter.chaos;

import io.durableemitter.chaos.child.EmitterSettings;
import io.durableemitter.chaos.child.Setting;
import io.durableemitter.chaos.child.Tuning;
import io.durableemitter.chaos.proxy.Pooler;
import io.durableemitter.chaos.proxy.TcpProxy;
import io.durableemitter.chaos.sabotage.Sabotage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The parts of a run: a database, the other end, a proxy before each, and emitter processes.
 * Closing is legal at any time, from any thread, and leaves nothing behind.
 */
final class ChaosEnvironment implements AutoCloseable {

  private static final int PAUSE_MILLIS = 20;

  private final Path folder = passable(Files.createTempDirectory("durable-emitter-chaos"));
  private final Optional<DiskSpace> disk = DiskSpace.mount(folder.resolve("disk"));
  private final Database database = Database.start(disk);
  private final IngressSite ingress = new IngressSite();
  private final TcpProxy toDatabase = TcpProxy.to(database.server().port());
  private final TcpProxy toIngress = TcpProxy.to(ingress.port());
  private final ChaosOptions options;
  private Optional<Pooler> pooler = Optional.empty();
  private Optional<TcpProxy> toPooler = Optional.empty();
  private final List<Host> hosts = new ArrayList<>();
  private final List<Host> drainers = new ArrayList<>();
  private final Thread hook = new Thread(this::closeAtOnce);
  private boolean closed;

  /** A server that root starts runs as somebody else. */
  private static Path passable(Path folder) throws IOException {
    return Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx--x--x"));
  }

  ChaosEnvironment(ChaosOptions options) throws IOException, SQLException {
    Runtime.getRuntime().addShutdownHook(hook);
    disk.ifPresent(DiskSpace::handOver);
    this.options = options;
    pooler =
        options.kinds().contains(Fault.KILL_POOLER)
            ? Pooler.start(folder.resolve("pooler"), database.server().port(), Database.role())
            : Optional.empty();
    if (options.isOrdered()) {
      database.keepOrder();
    }
    toPooler =
        pooler.isPresent() ? Optional.of(TcpProxy.to(pooler.get().port())) : Optional.empty();
    for (int i = 0; i < options.hosts(); i++) {
      // every other one is a plugin process, which leaves the maintenance to the hosts; of both
      // kinds one goes through the pooler
      hosts.add(
          start(
              "host" + i, ChaosOptions.CALLERS, i % 2 == 0, i == 1 || i == 2, options.sabotage()));
    }
  }

  private Host start(String name, int callers, boolean watches, boolean pooled, Sabotage sabotage)
      throws IOException {
    EmitterSettings settings =
        EmitterSettings.of(Database.TABLE, toIngress.port())
            .with(Setting.NAME, name)
            .with(Setting.TUNING, Tuning.CHAOS)
            .with(Setting.JOURNAL, folder.resolve(name + ".journal"))
            .with(Setting.CALLERS, callers)
            .with(Setting.PAUSE_MILLIS, PAUSE_MILLIS)
            .with(Setting.BYTES, "MIXED")
            .with(Setting.KEYS, options.keysOfEach())
            .with(Setting.MAINTENANCE, watches)
            .with(Setting.SABOTAGE, sabotage.name());
    String url =
        pooled && toPooler.isPresent()
            ? Database.urlThroughPooler(toPooler.get().port())
            : Database.urlThrough(toDatabase.port());
    boolean memoryRunsOut = options.kinds().contains(Fault.MEMORY_PRESSURE);
    return new Host(settings, url, folder.resolve(name + ".log"), memoryRunsOut);
  }

  /**
   * How many emits a cut can leave without an outcome: each caller's at its begin and at its end,
   * and one for each connection that is found dead later.
   */
  int mostCutEmits() {
    return hosts.size() * (2 * ChaosOptions.CALLERS + Tuning.CHAOS.connections());
  }

  /** The pooler, if there is one. */
  Optional<Pooler> pooler() {
    return pooler;
  }

  Database database() {
    return database;
  }

  IngressSite ingress() {
    return ingress;
  }

  /** The ways of all hosts to the database. */
  List<TcpProxy> toDatabase() {
    return Stream.concat(Stream.of(toDatabase), toPooler.stream()).toList();
  }

  TcpProxy toIngress() {
    return toIngress;
  }

  List<Host> hosts() {
    return hosts;
  }

  List<Path> journals() {
    return hosts.stream().map(Host::journal).toList();
  }

  /** Starts a process that emits nothing and only delivers what is there. */
  synchronized void startDrainer() throws IOException {
    if (!closed) {
      drainers.add(start("drainer", 0, true, false, Sabotage.NONE));
    }
  }

  @Override
  public void close() throws IOException {
    end();
    if (!hook.isAlive()) {
      Runtime.getRuntime().removeShutdownHook(hook);
    }
  }

  private synchronized void end() throws IOException {
    if (closed) {
      return;
    }
    closed = true;
    hosts.forEach(Host::close);
    drainers.forEach(Host::close);
    for (TcpProxy way : toDatabase()) {
      way.close();
    }
    toIngress.close();
    ingress.close();
    pooler.ifPresent(Pooler::close);
    database.close();
    if (disk.isPresent()) {
      disk.get().close();
    }
    try (Stream<Path> files = Files.walk(folder)) {
      files.sorted(Comparator.reverseOrder()).forEach(ChaosEnvironment::delete);
    }
  }

  /** For a program that is told to end in the middle of a run. */
  private void closeAtOnce() {
    try {
      end();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void delete(Path file) {
    try {
      Files.delete(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
