package io.durableemitter.embedded;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Where unpacked binaries are kept: one directory per user, reachable for the account that runs the
 * server. Root's home usually is not, hence {@code /var/cache} for root.
 */
final class CacheDirectory {
  private CacheDirectory() {}

  static Path find() {
    List<String> tried = new ArrayList<>();
    for (Path candidate : candidates()) {
      try {
        return prepare(candidate);
      } catch (IOException e) {
        tried.add(candidate + " (" + e + ")");
      }
    }
    throw new EmbeddedPostgresException(
        "no directory to unpack PostgreSQL into; name one with cacheDirectory(Path). Tried: "
            + String.join(", ", tried));
  }

  private static List<Path> candidates() {
    List<Path> candidates = new ArrayList<>();
    if (SystemUser.isRoot()) {
      candidates.add(Path.of("/var/cache/durable-emitter"));
    } else {
      absolute(System.getenv().getOrDefault("XDG_CACHE_HOME", ""))
          .or(
              () ->
                  absolute(System.getProperty("user.home", "")).map(home -> home.resolve(".cache")))
          .ifPresent(cache -> candidates.add(cache.resolve("durable-emitter")));
    }
    candidates.add(SystemUser.temporaryDirectory().resolve(SystemUser.ownName("cache")));
    return candidates;
  }

  private static Optional<Path> absolute(String name) {
    return Optional.of(name).filter(text -> text.startsWith("/")).map(Path::of);
  }

  /** Makes the directory and refuses one that belongs to somebody else: programs run from it. */
  static Path prepare(Path directory) throws IOException {
    Files.createDirectories(directory);
    if (FileTree.owner(directory) != SystemUser.uid()) {
      throw new IOException("belongs to another user");
    }
    Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxr-xr-x"));
    Files.delete(Files.createTempFile(directory, "writable", ""));
    return directory.toRealPath();
  }
}
