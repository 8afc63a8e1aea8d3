package io.durableemitter.embedded;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/**
 * The directory a caller names, and what lies in it: {@code data} (PostgreSQL's own), {@code
 * password}, {@code server.log}, {@code owner.lock}.
 */
record DataDirectory(Path root) {
  private static final Set<String> OURS =
      Set.of("password", "server.log", "server.log.1", OwnerLock.FILE, "lost+found");
  private static final String VERSION_FILE = "PG_VERSION";

  /** Makes the directory if it is missing and refuses one that is used for something else. */
  static DataDirectory open(Path named) {
    Path path = named.toAbsolutePath().normalize();
    try {
      if (!Files.isDirectory(path)) {
        Files.createDirectories(path);
        Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rwx--x--x"));
      }
      DataDirectory directory = new DataDirectory(path.toRealPath());
      directory.refuseForeign();
      Files.delete(Files.createTempFile(directory.root, Initdb.UNFINISHED, ""));
      return directory;
    } catch (FileAlreadyExistsException e) {
      throw new EmbeddedPostgresException(
          "a directory is needed, but " + e.getFile() + " is a file", e);
    } catch (AccessDeniedException e) {
      throw new EmbeddedPostgresException(
          "cannot write to directory " + path + "; choose one that this user may write to", e);
    } catch (IOException e) {
      throw new EmbeddedPostgresException("cannot use directory " + path + ": " + e, e);
    }
  }

  private void refuseForeign() throws IOException {
    if (hasData()) {
      return;
    }
    if (Files.exists(root.resolve(VERSION_FILE))) {
      throw new EmbeddedPostgresException(
          root
              + " is the data directory of another PostgreSQL installation; start that one, or"
              + " choose a new directory here");
    }
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(root)) {
      for (Path entry : entries) {
        String name = String.valueOf(entry.getFileName());
        if (!OURS.contains(name) && !name.startsWith(Initdb.UNFINISHED)) {
          throw new EmbeddedPostgresException(
              root
                  + " is not empty and holds no embedded PostgreSQL (found "
                  + name
                  + "); choose an empty or a new directory");
        }
      }
    }
  }

  /** Refuses data of another major version, which the binaries at hand cannot read. */
  void refuseOtherVersion(Binaries binaries) throws IOException {
    String version =
        Files.readString(data().resolve(VERSION_FILE), StandardCharsets.US_ASCII).trim();
    if (!version.equals(binaries.majorVersion())) {
      throw new EmbeddedPostgresException(
          String.format(
              "the data in %s is of PostgreSQL %s, the binaries are of %s; use binaries of %s, or"
                  + " dump with the old and restore with the new version into a new directory",
              root, version, binaries.majorVersion(), version));
    }
  }

  boolean hasData() {
    return Files.exists(data().resolve(VERSION_FILE));
  }

  Path data() {
    return root.resolve("data");
  }

  Path passwordFile() {
    return root.resolve("password");
  }

  Path log() {
    return root.resolve("server.log");
  }
}
