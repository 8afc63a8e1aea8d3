package io.durableemitter.acceptance.chaos;

import io.durableemitter.acceptance.proxy.TcpProxy;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
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
final class ChaosHouse implements AutoCloseable {

  private static final int CALLERS = 4;
  private static final int PAUSE_MILLIS = 20;

  private final Path folder = Files.createTempDirectory("durable-emitter-chaos");
  private final Optional<DiskSpace> disk = DiskSpace.mount(folder.resolve("disk"));
  private final Database database = Database.start(disk);
  private final IngressSite ingress = new IngressSite();
  private final TcpProxy toDatabase = TcpProxy.to(database.server().port());
  private final TcpProxy toIngress = TcpProxy.to(ingress.port());
  private final List<HostProcess> hosts = new ArrayList<>();
  private final List<HostProcess> drainers = new ArrayList<>();
  private final Thread hook = new Thread(this::closeAtOnce);
  private boolean closed;

  ChaosHouse(ChaosOptions options) throws IOException, SQLException {
    Runtime.getRuntime().addShutdownHook(hook);
    disk.ifPresent(DiskSpace::handOver);
    for (int i = 0; i < options.hosts(); i++) {
      // every other one is a plugin process, which leaves the night watch to the hosts
      hosts.add(start("host" + i, CALLERS, i % 2 == 0, options.fakedAcks()));
    }
  }

  private HostProcess start(String name, int callers, boolean watches, int fakedAcks)
      throws IOException {
    HostSettings settings =
        new HostSettings(
            name,
            Database.TABLE,
            "127.0.0.1:" + toIngress.port(),
            folder.resolve(name + ".journal"),
            callers,
            PAUSE_MILLIS,
            watches,
            fakedAcks);
    return HostProcess.start(
        settings, Database.urlThrough(toDatabase.port()), folder.resolve(name + ".log"));
  }

  Database database() {
    return database;
  }

  IngressSite ingress() {
    return ingress;
  }

  TcpProxy toDatabase() {
    return toDatabase;
  }

  TcpProxy toIngress() {
    return toIngress;
  }

  List<HostProcess> hosts() {
    return hosts;
  }

  List<Path> journals() {
    return hosts.stream().map(HostProcess::journal).toList();
  }

  /** Starts a process that emits nothing and only delivers what is there. */
  synchronized void startDrainer() throws IOException {
    if (!closed) {
      drainers.add(start("drainer", 0, true, 0));
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
    hosts.forEach(HostProcess::close);
    drainers.forEach(HostProcess::close);
    toDatabase.close();
    toIngress.close();
    ingress.close();
    database.close();
    if (disk.isPresent()) {
      disk.get().close();
    }
    try (Stream<Path> files = Files.walk(folder)) {
      files.sorted(Comparator.reverseOrder()).forEach(ChaosHouse::delete);
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
