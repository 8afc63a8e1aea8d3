package io.durableemitter.embedded;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Directories of temporary servers, side by side below one directory per user. Each new one sweeps
 * those whose owner is gone, together with the servers that may still run in them.
 */
final class TemporaryDirectories {
  private static final Logger LOG = LoggerFactory.getLogger(TemporaryDirectories.class);

  private final Path base;

  TemporaryDirectories(Path base) {
    this.base = base;
  }

  static TemporaryDirectories ofThisUser() {
    return new TemporaryDirectories(
        SystemUser.temporaryDirectory().resolve(SystemUser.ownName("postgres")));
  }

  /** A new directory whose owner lock is held. */
  Owned create() throws IOException {
    Map<Path, OwnerLock> stale = new HashMap<>();
    Owned created;
    synchronized (TemporaryDirectories.class) {
      CacheDirectory.prepare(base);
      try (FileChannel channel =
              FileChannel.open(
                  base.resolve("sweep.lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
          FileLock lock = channel.lock()) {
        LOG.trace("sweeping is ours: {}", lock);
        takeStale(stale);
        created = make();
      }
    }
    stale.forEach(TemporaryDirectories::sweep);
    return created;
  }

  private Owned make() throws IOException {
    Path directory = Files.createTempDirectory(base.toRealPath(), "server-");
    Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwx--x--x"));
    OwnerLock lock =
        OwnerLock.tryTake(directory)
            .orElseThrow(() -> new IOException("a new directory is locked: " + directory));
    return new Owned(directory, lock);
  }

  private void takeStale(Map<Path, OwnerLock> stale) throws IOException {
    List<Path> all = new ArrayList<>();
    try (DirectoryStream<Path> directories =
        Files.newDirectoryStream(base.toRealPath(), "server-*")) {
      directories.forEach(all::add);
    }
    for (Path directory : all) {
      // never made anew: the owner may be deleting it just now
      Optional<OwnerLock> lock = OwnerLock.tryTakeOver(directory);
      lock.ifPresent(taken -> stale.put(directory, taken));
    }
  }

  /** A directory that resists is left for the next sweep: it is no reason not to start. */
  private static void sweep(Path directory, OwnerLock lock) {
    try (lock) {
      remove(directory);
      LOG.info("removed what a killed JVM left in {}", directory);
    } catch (IOException | EmbeddedPostgresException e) {
      LOG.warn("cannot remove {}", directory, e);
    }
  }

  /**
   * Stops a server that runs there and deletes the directory; the lock goes last, so that a JVM
   * that is killed meanwhile leaves what the next sweep recognises.
   */
  static void remove(Path directory) throws IOException {
    LeftBehind.stop(new DataDirectory(directory).data());
    Path lock = directory.resolve(OwnerLock.FILE);
    for (Path child : children(directory)) {
      if (!child.equals(lock)) {
        new FileTree(child).delete();
      }
    }
    Files.deleteIfExists(lock);
    Files.deleteIfExists(directory);
  }

  private static List<Path> children(Path directory) throws IOException {
    try (DirectoryStream<Path> stream = Files.newDirectoryStream(directory)) {
      List<Path> children = new ArrayList<>();
      stream.forEach(children::add);
      return children;
    } catch (NoSuchFileException gone) {
      LOG.debug("{} is gone already", directory, gone);
      return List.of();
    }
  }

  record Owned(Path directory, OwnerLock lock) {}
}
