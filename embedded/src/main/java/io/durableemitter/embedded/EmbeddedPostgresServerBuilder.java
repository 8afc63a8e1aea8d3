package io.durableemitter.embedded;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Settings of an {@link EmbeddedPostgresServer} before its start. Not safe for use by several
 * threads.
 */
public final class EmbeddedPostgresServerBuilder {
  private final ServerSettings settings = new ServerSettings();
  private @Nullable Path directory;
  private @Nullable Path cacheDirectory;
  private int port;
  private Duration startTimeout = Duration.ofSeconds(60);
  private boolean rootFileRights;

  EmbeddedPostgresServerBuilder() {}

  /** Where the data is kept; default: a temporary directory, deleted on close. */
  public EmbeddedPostgresServerBuilder directory(Path directory) {
    this.directory = directory;
    return this;
  }

  /**
   * Where the binaries are unpacked once; default: {@code durable-emitter} in the user's cache
   * directory, or in {@code /var/cache} for root.
   */
  public EmbeddedPostgresServerBuilder cacheDirectory(Path cacheDirectory) {
    this.cacheDirectory = cacheDirectory;
    return this;
  }

  /**
   * The port on 127.0.0.1.
   *
   * @param port 1 to 65535; 0, the default, for any that is free
   * @throws IllegalArgumentException when out of range
   */
  public EmbeddedPostgresServerBuilder port(int port) {
    if (port < 0 || port > 65_535) {
      throw new IllegalArgumentException("port must be 0 (any free one) to 65535, not " + port);
    }
    this.port = port;
    return this;
  }

  /**
   * How long a start may take, recovery after a crash included; default 60 s. Creating the data
   * directory and unpacking the binaries are not counted.
   *
   * @throws IllegalArgumentException when not positive
   */
  public EmbeddedPostgresServerBuilder startTimeout(Duration startTimeout) {
    if (startTimeout.isNegative() || startTimeout.isZero()) {
      throw new IllegalArgumentException("startTimeout must be positive, not " + startTimeout);
    }
    this.startTimeout = startTimeout;
    return this;
  }

  /**
   * Allows a server that root starts to keep root's rights to files, where its directory cannot be
   * reached otherwise: a parent directory is closed to other accounts. The server, and whoever can
   * log in to it, may then read and write all files of this machine. Default: such a directory is
   * refused. Without effect for other users than root.
   */
  public EmbeddedPostgresServerBuilder rootFileRights() {
    this.rootFileRights = true;
    return this;
  }

  /**
   * A server setting, as in {@code postgresql.conf}; it wins over the defaults of this class.
   *
   * @throws IllegalArgumentException for a setting that is fixed (durability, addresses, files)
   */
  public EmbeddedPostgresServerBuilder setting(String name, String value) {
    settings.put(name, value);
    return this;
  }

  /**
   * Starts the server and waits until it answers.
   *
   * @throws EmbeddedPostgresException when the directory cannot be used, is in use by another JVM,
   *     or the server does not start
   */
  public EmbeddedPostgresServer start() {
    return new ServerStart(
            Optional.ofNullable(cacheDirectory),
            settings.copy(),
            port,
            startTimeout,
            rootFileRights)
        .run(Optional.ofNullable(directory));
  }
}
