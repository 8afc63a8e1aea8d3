package io.durableemitter.chaos.proxy;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * PgBouncer in transaction mode before the database: a client has a session of the server for one
 * transaction only. It can be killed and started again on its port.
 */
public final class Pooler implements AutoCloseable {

  private static final String PROGRAM = "pgbouncer";
  // so that it does not outlive this process, whatever ends that
  private static final String UNTIL_INPUT_ENDS =
      "\"$@\" </dev/null & p=$!; read line; kill -KILL $p; wait $p";
  private static final String SETTINGS = "pgbouncer.ini";
  private static final String USERS = "users.txt";
  private static final String LOG = "pgbouncer.log";
  private static final Duration START = Duration.ofSeconds(20);

  private final List<String> command;
  private final Path folder;
  private final int port;
  private Process process;

  /** Who connects through it, and to the server. */
  public record Role(String name, String password) {

    private String quoted() {
      return "\"" + name + "\" \"" + password + "\"\n";
    }
  }

  private Pooler(Path program, Path folder, int database, Role role) throws IOException {
    this.folder = folder;
    this.port = freePort();
    Path settings = folder.resolve(SETTINGS);
    Path users = folder.resolve(USERS);
    Files.writeString(users, role.quoted());
    Files.write(
        settings,
        List.of(
            "[databases]",
            "postgres = host=127.0.0.1 dbname=postgres port=" + database,
            "[pgbouncer]",
            "listen_addr = 127.0.0.1",
            "listen_port = " + port,
            "unix_socket_dir =",
            "auth_type = scram-sha-256",
            "auth_file = " + users,
            "pool_mode = transaction",
            "default_pool_size = 12",
            "max_client_conn = 200",
            "server_connect_timeout = 2",
            "server_login_retry = 1",
            "query_wait_timeout = 3",
            "ignore_startup_parameters = extra_float_digits"));
    command = new ArrayList<>(List.of("/bin/sh", "-c", UNTIL_INPUT_ENDS, "sh"));
    command.addAll(List.of(program.toString(), "-q"));
    if (ProcessHandle.current().info().user().filter("root"::equals).isPresent()) {
      // it refuses to run as root
      command.addAll(List.of("-u", "nobody"));
      Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
    }
    command.add(settings.toString());
    process = launch();
  }

  /** Starts one in an empty folder; empty if this system has none. */
  public static Optional<Pooler> start(Path folder, int database, Role role) throws IOException {
    Optional<Path> program = program();
    if (program.isEmpty()) {
      return Optional.empty();
    }
    Files.createDirectories(folder);
    return Optional.of(new Pooler(program.get(), folder, database, role));
  }

  private static Optional<Path> program() {
    String path = System.getenv().getOrDefault("PATH", "") + File.pathSeparator + "/usr/sbin";
    return Arrays.stream(path.split(File.pathSeparator, -1))
        .map(entry -> Path.of(entry, PROGRAM))
        .filter(Files::isExecutable)
        .findFirst();
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  private Process launch() throws IOException {
    Path log = folder.resolve(LOG);
    Process next =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
            .start();
    long deadline = System.nanoTime() + START.toNanos();
    while (!listens()) {
      if (!next.isAlive() || System.nanoTime() - deadline > 0) {
        next.getOutputStream().close();
        throw new IOException(PROGRAM + " does not start: " + Files.readString(log));
      }
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
    }
    return next;
  }

  private boolean listens() {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      return socket.isConnected();
    } catch (IOException e) {
      return false;
    }
  }

  /** Where it listens, on 127.0.0.1. */
  public int port() {
    return port;
  }

  /** SIGKILL. */
  public synchronized void kill() {
    try {
      process.getOutputStream().close();
      process.waitFor();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Starts it again on its port. */
  public synchronized void restart() throws IOException {
    kill();
    process = launch();
  }

  /** Kills it, and removes its files. */
  @Override
  public void close() {
    kill();
    try {
      for (String file : List.of(SETTINGS, USERS, LOG, "")) {
        Files.deleteIfExists(folder.resolve(file));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
