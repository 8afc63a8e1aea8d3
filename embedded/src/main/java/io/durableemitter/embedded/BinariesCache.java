package io.durableemitter.embedded;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tukaani.xz.XZInputStream;

/**
 * Unpacks the server once per version and checksum. A finished tree appears under its name by one
 * rename, so a process that died while unpacking leaves nothing that looks finished.
 */
final class BinariesCache {
  private static final Logger LOG = LoggerFactory.getLogger(BinariesCache.class);
  private static final String PREFIX = "postgresql-";
  private static final String UNFINISHED = "unfinished-";

  private final Path directory;
  private final Platform platform;

  BinariesCache(Path directory, Platform platform) {
    this.directory = directory;
    this.platform = platform;
  }

  Binaries get() throws IOException {
    // a file lock keeps other processes out, the monitor other threads of this one
    synchronized (BinariesCache.class) {
      try {
        String checksum = checksum();
        try (FileChannel channel = openLock();
            FileLock lock = channel.lock()) {
          LOG.trace("unpacking is ours: {}", lock);
          Optional<Binaries> found = find(checksum);
          return found.isPresent() ? found.get() : unpack(checksum);
        }
      } catch (IOException e) {
        if (Thread.currentThread().isInterrupted()) {
          throw e;
        }
        throw new EmbeddedPostgresException("cannot unpack PostgreSQL into " + directory, e);
      }
    }
  }

  private FileChannel openLock() throws IOException {
    return FileChannel.open(
        directory.resolve("unpack.lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
  }

  private Optional<Binaries> find(String checksum) throws IOException {
    try (DirectoryStream<Path> trees =
        Files.newDirectoryStream(directory, PREFIX + "*-" + checksum)) {
      for (Path tree : trees) {
        String name = String.valueOf(tree.getFileName());
        String version = name.substring(PREFIX.length(), name.length() - checksum.length() - 1);
        return Optional.of(new Binaries(tree, version));
      }
    }
    return Optional.empty();
  }

  private Binaries unpack(String checksum) throws IOException {
    removeUnfinished();
    Path unfinished = Files.createTempDirectory(directory, UNFINISHED);
    Files.setPosixFilePermissions(unfinished, PosixFilePermissions.fromString("rwxr-xr-x"));
    try (InputStream packed = platform.open();
        XZInputStream tar = new XZInputStream(packed)) {
      new TarArchive(tar, unfinished).unpack();
    }
    String version = version(new Binaries(unfinished, ""));
    // a name must not outlive the content it stands for, even if the power fails
    new Command(List.of("sync")).run(Duration.ofMinutes(1)).orThrow("cannot write to the disk");
    Path finished = directory.resolve(PREFIX + version + "-" + checksum);
    Files.move(unfinished, finished, StandardCopyOption.ATOMIC_MOVE);
    LOG.info("unpacked PostgreSQL {} into {}", version, finished);
    return new Binaries(finished, version);
  }

  /** The lock is ours, so whoever made these is gone. */
  private void removeUnfinished() throws IOException {
    try (DirectoryStream<Path> trees = Files.newDirectoryStream(directory, UNFINISHED + "*")) {
      for (Path tree : trees) {
        new FileTree(tree).delete();
      }
    }
  }

  private static String version(Binaries binaries) {
    String output =
        new Command(List.of(binaries.program("postgres").toString(), "--version"))
            .run(Duration.ofSeconds(30))
            .orThrow("PostgreSQL does not run on this machine");
    return output.trim().replaceFirst("^.*\\) *", "").replaceAll("[^0-9A-Za-z.].*$", "");
  }

  private String checksum() throws IOException {
    try (InputStream packed = platform.open();
        DigestInputStream digest =
            new DigestInputStream(packed, MessageDigest.getInstance("SHA-256"))) {
      digest.transferTo(OutputStream.nullOutputStream());
      return HexFormat.of().formatHex(digest.getMessageDigest().digest(), 0, 8);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
