package io.durableemitter.embedded;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.postgresql.ds.PGSimpleDataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A running PostgreSQL server that belongs to this JVM. It is durable ({@code fsync}, {@code
 * synchronous_commit} and {@code full_page_writes} are on and cannot be switched off), listens on
 * 127.0.0.1 only, and asks for a generated password.
 *
 * <p>One living JVM owns a directory at a time; a second one gets an error that names the first. A
 * server that a killed JVM left behind is stopped by the next owner of its directory, which then
 * starts its own. Safe for use by several threads.
 */
public final class EmbeddedPostgresServer implements AutoCloseable {
  static final String HOST = "127.0.0.1";
  static final String USER = "postgres";
  private static final Logger LOG = LoggerFactory.getLogger(EmbeddedPostgresServer.class);

  private final Installation installation;
  private final OwnerLock lock;
  private final boolean temporary;
  private final String jdbcUrl;
  private final int port;
  private final ShutdownHook hook = new ShutdownHook(this);
  private volatile @Nullable ServerProcess process;
  private boolean closed;

  EmbeddedPostgresServer(
      Installation installation,
      OwnerLock lock,
      boolean temporary,
      String jdbcUrl,
      int port,
      ServerProcess process) {
    this.installation = installation;
    this.lock = lock;
    this.temporary = temporary;
    this.jdbcUrl = jdbcUrl;
    this.port = port;
    this.process = process;
  }

  /**
   * Starts a server whose data is deleted on {@link #close()}. What servers of killed JVMs left is
   * removed on the way.
   *
   * @throws EmbeddedPostgresException when it does not start
   */
  public static EmbeddedPostgresServer temporary() {
    return builder().start();
  }

  /**
   * Starts a server whose data is kept.
   *
   * @param directory made if missing; otherwise empty or made by an earlier call of the same major
   *     version
   * @throws EmbeddedPostgresException when the directory cannot be used or the server does not
   *     start
   */
  public static EmbeddedPostgresServer at(Path directory) {
    return builder().directory(directory).start();
  }

  /** Settings before the start. */
  public static EmbeddedPostgresServerBuilder builder() {
    return new EmbeddedPostgresServerBuilder();
  }

  /**
   * A URL with user, password and what a queue needs of the driver: {@code tcpKeepAlive}, 10 s to
   * connect, 60 s for an answer, no row contents in error messages.
   */
  public String jdbcUrl() {
    return jdbcUrl;
  }

  /** The server's only user, a superuser. */
  public String user() {
    return USER;
  }

  /** The port on 127.0.0.1; it stays the same over {@link #restart()}. */
  public int port() {
    return port;
  }

  /** The directory that holds data, password file and {@code server.log}. */
  public Path directory() {
    return installation.directory().root();
  }

  /**
   * Process number of the server.
   *
   * @throws IllegalStateException when it was closed or killed and not restarted
   */
  public synchronized long pid() {
    ServerProcess running = process;
    if (running == null) {
      throw new IllegalStateException("the server does not run");
    }
    return running.pid();
  }

  /** Connections to {@link #jdbcUrl()}, each a new one: there is no pool. */
  public DataSource dataSource() {
    PGSimpleDataSource dataSource = new PGSimpleDataSource();
    dataSource.setURL(jdbcUrl);
    return dataSource;
  }

  /**
   * Ends the server as a crash would: SIGKILL to its process and its children. For tests; what was
   * committed is there after {@link #restart()}. Without effect when it does not run.
   *
   * @throws IllegalStateException when closed
   */
  public synchronized void killServer() {
    requireOpen();
    ServerProcess running = process;
    if (running != null) {
      running.kill();
      process = null;
    }
  }

  /**
   * Ends the server without an orderly shutdown, also one that {@link #close()} waits for at the
   * moment; does not wait itself. Nothing that was committed is lost: the next start recovers it,
   * and takes longer for it. The server is still to be closed. Without effect when it does not run.
   *
   * @throws EmbeddedPostgresException when it cannot be signalled
   */
  public void hurry() {
    ServerProcess running = process;
    if (running != null) {
      running.quit();
    }
  }

  /**
   * Stops the server if it runs and starts it on the same port and data.
   *
   * @throws IllegalStateException when closed
   * @throws EmbeddedPostgresException when it does not start again; then it does not run
   */
  public synchronized void restart() {
    requireOpen();
    stopProcess();
    try {
      process = installation.start(port);
    } catch (PortTakenException e) {
      throw e.explained();
    } catch (IOException e) {
      throw new EmbeddedPostgresException("cannot restart PostgreSQL: " + e, e);
    }
  }

  private void requireOpen() {
    if (closed) {
      throw new IllegalStateException("the server is closed");
    }
  }

  /**
   * Stops the server (fast shutdown: open transactions are rolled back) and waits for its end, at
   * most 40 seconds before it is killed; an interruption does not shorten that, {@link #hurry()}
   * does. Temporary data is deleted. Further calls have no effect.
   *
   * <p>It is also done by a shutdown hook, at the same time as other hooks run: close users of the
   * server in order before the JVM ends, or expect them to lose their connection.
   */
  @Override
  public synchronized void close() {
    if (closed) {
      return;
    }
    closed = true;
    try {
      stopProcess();
      if (temporary) {
        TemporaryDirectories.remove(directory());
      }
    } catch (IOException e) {
      throw new EmbeddedPostgresException("cannot delete " + directory() + ": " + e, e);
    } finally {
      lock.close();
      // last: a JVM that is told to end meanwhile waits for its hook, and that for us
      hook.remove();
    }
  }

  private void stopProcess() {
    ServerProcess running = process;
    if (running != null) {
      if (closed && temporary) {
        // its data goes with it: nothing needs to be written
        running.stopAtOnce();
      } else {
        running.stop();
      }
      process = null;
      LOG.info("PostgreSQL stopped in {}", directory());
    }
  }

  /**
   * Leaves stopping to the caller's own shutdown hook; the next start in the directory may do it.
   */
  public EmbeddedPostgresServer withoutShutdownHook() {
    hook.remove();
    return this;
  }

  /** Makes sure that the server answers and that it will be stopped with the JVM. */
  EmbeddedPostgresServer verified() {
    try {
      hook.add();
      try (Connection connection = dataSource().getConnection()) {
        LOG.info(
            "PostgreSQL {} runs on port {} in {}",
            connection.getMetaData().getDatabaseProductVersion(),
            port,
            directory());
      }
      return this;
    } catch (IllegalStateException e) {
      close();
      throw new EmbeddedPostgresException(
          "interrupted while PostgreSQL was starting in " + directory() + ": the JVM is ending", e);
    } catch (SQLException e) {
      close();
      throw new EmbeddedPostgresException(
          "PostgreSQL in " + directory() + " started, but does not answer: " + e.getMessage(), e);
    }
  }

  @Override
  public String toString() {
    return "EmbeddedPostgresServer[" + directory() + ", port " + port + "]";
  }
}
