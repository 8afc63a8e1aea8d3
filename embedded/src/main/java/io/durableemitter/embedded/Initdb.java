package io.durableemitter.embedded;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Makes a data directory; it appears under its name only when it is complete. */
final class Initdb {
  static final String UNFINISHED = "unfinished-";
  private static final Duration TIMEOUT = Duration.ofMinutes(2);

  private static final int HAS_BUILTIN_LOCALES = 17;

  private final Binaries binaries;
  private final DataDirectory directory;
  private final boolean kept;

  /**
   * Makes data for a directory.
   *
   * @param kept whether the data is to survive a power failure right after its creation
   */
  Initdb(Binaries binaries, DataDirectory directory, boolean kept) {
    this.binaries = binaries;
    this.directory = directory;
    this.kept = kept;
  }

  void run() throws IOException {
    removeUnfinished();
    Path unfinished = Files.createTempDirectory(directory.root(), UNFINISHED);
    RunAs runAs = RunAs.choose(unfinished, binaries);
    runAs.give(directory.passwordFile());
    List<String> arguments =
        new ArrayList<>(
            List.of(
                "--pgdata=" + unfinished,
                "--username=" + EmbeddedPostgresServer.USER,
                "--pwfile=" + directory.passwordFile(),
                "--auth=scram-sha-256",
                "--encoding=UTF8",
                "--locale=C",
                "--data-checksums"));
    if (Integer.parseInt(binaries.majorVersion()) >= HAS_BUILTIN_LOCALES) {
      // PostgreSQL's own locale: indexes survive an upgrade of the C library
      arguments.addAll(List.of("--locale-provider=builtin", "--builtin-locale=C.UTF-8"));
    }
    if (!kept) {
      arguments.add("--no-sync");
    }
    new Command(runAs.command(binaries.program("initdb"), arguments))
        .run(TIMEOUT)
        .orThrow("cannot create a PostgreSQL data directory in " + directory.root());
    Files.move(unfinished, directory.data(), StandardCopyOption.ATOMIC_MOVE);
  }

  /** The owner lock is ours, so whoever made these is gone. */
  private void removeUnfinished() throws IOException {
    try (DirectoryStream<Path> entries =
        Files.newDirectoryStream(directory.root(), UNFINISHED + "*")) {
      for (Path entry : entries) {
        new FileTree(entry).delete();
      }
    }
  }
}
