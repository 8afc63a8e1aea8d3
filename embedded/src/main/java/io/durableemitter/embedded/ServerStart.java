package io.durableemitter.embedded;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/** The way from a builder to a running server; whatever fails, nothing stays locked or running. */
record ServerStart(
    Optional<Path> cacheDirectory,
    ServerSettings settings,
    int port,
    Duration timeout,
    boolean rootFileRights) {
  private static final int PORT_ATTEMPTS = 10;

  EmbeddedPostgresServer run(Optional<Path> directory) {
    try {
      Binaries binaries = binaries(Platform.current());
      return directory.isPresent() ? kept(binaries, directory.get()) : temporary(binaries);
    } catch (IOException e) {
      if (Thread.currentThread().isInterrupted()) {
        throw new EmbeddedPostgresException("interrupted while PostgreSQL was starting", e);
      }
      throw new EmbeddedPostgresException("cannot start PostgreSQL: " + e, e);
    }
  }

  private Binaries binaries(Platform platform) throws IOException {
    platform.open().close();
    Path cache =
        cacheDirectory.isPresent()
            ? CacheDirectory.prepare(cacheDirectory.get())
            : CacheDirectory.find();
    return new BinariesCache(cache, platform).get();
  }

  private EmbeddedPostgresServer kept(Binaries binaries, Path named) throws IOException {
    DataDirectory directory = DataDirectory.open(named);
    OwnerLock lock =
        OwnerLock.tryTake(directory.root())
            .orElseThrow(
                () ->
                    new EmbeddedPostgresException(
                        String.format(
                            "%s is in use by %s; close its server first, or choose another"
                                + " directory",
                            directory.root(), OwnerLock.holder(directory.root()))));
    return start(binaries, directory, lock, false);
  }

  private EmbeddedPostgresServer temporary(Binaries binaries) throws IOException {
    TemporaryDirectories.Owned owned = TemporaryDirectories.ofThisUser().create();
    return start(binaries, new DataDirectory(owned.directory()), owned.lock(), true);
  }

  private EmbeddedPostgresServer start(
      Binaries binaries, DataDirectory directory, OwnerLock lock, boolean temporary)
      throws IOException {
    boolean started = false;
    try {
      String password = Password.of(directory);
      Installation installation =
          Installation.prepare(binaries, directory, !temporary, rootFileRights, settings, timeout);
      EmbeddedPostgresServer server = onSomePort(installation, password, lock, temporary);
      started = true;
      return server.verified();
    } finally {
      if (!started) {
        lock.close();
      }
    }
  }

  private EmbeddedPostgresServer onSomePort(
      Installation installation, String password, OwnerLock lock, boolean temporary)
      throws IOException {
    int attempts = port == 0 ? PORT_ATTEMPTS : 1;
    for (int attempt = 1; ; attempt++) {
      int candidate = port == 0 ? Port.free() : port;
      try {
        ServerProcess process = installation.start(candidate);
        return new EmbeddedPostgresServer(
            installation, lock, temporary, url(candidate, password), candidate, process);
      } catch (PortTakenException e) {
        if (attempt == attempts) {
          throw e.explained();
        }
      }
    }
  }

  private static String url(int port, String password) {
    return "jdbc:postgresql://"
        + EmbeddedPostgresServer.HOST
        + ":"
        + port
        + "/postgres?user="
        + EmbeddedPostgresServer.USER
        + "&password="
        + password
        + "&tcpKeepAlive=true&connectTimeout=10&socketTimeout=60&logServerErrorDetail=false"
        + "&sslmode=disable&gssEncMode=disable";
  }
}
