package io.durableemitter.acceptance.failover;

import io.durableemitter.embedded.EmbeddedPostgresServer;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Set;

/**
 * A copy of a running server's data, made as the <a
 * href="https://www.postgresql.org/docs/current/continuous-archiving.html#BACKUP-LOWLEVEL-BASE-BACKUP">
 * low-level backup API</a> prescribes, for the embedded binaries have no pg_basebackup.
 */
final class BaseCopy {

  private static final Set<String> NOT_COPIED = Set.of("postmaster.pid", "postmaster.opts");
  private static final Set<String> EMPTY = Set.of("pg_wal", "pg_replslot", "pg_stat_tmp");

  private final Path root;

  private BaseCopy(Path root) {
    this.root = root;
  }

  /** Copies the data of a server to a directory that does not exist yet. */
  static BaseCopy of(EmbeddedPostgresServer server, Path root) throws IOException, SQLException {
    Files.createDirectory(root);
    // the server's account is another one if we are root
    Files.setPosixFilePermissions(root, PosixFilePermissions.fromString("rwx--x--x"));
    BaseCopy copy = new BaseCopy(root);
    try (Connection connection = server.dataSource().getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute("SELECT pg_backup_start('copy', fast => true)");
      copyTree(server.directory().resolve("data"), copy.data());
      Files.copy(server.directory().resolve("password"), root.resolve("password"));
      try (ResultSet result = statement.executeQuery("SELECT labelfile FROM pg_backup_stop()")) {
        result.next();
        Files.writeString(copy.data().resolve("backup_label"), result.getString(1));
      }
    }
    return copy;
  }

  private static void copyTree(Path from, Path to) throws IOException {
    Files.walkFileTree(
        from,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult preVisitDirectory(Path path, BasicFileAttributes attributes)
              throws IOException {
            Path target = to.resolve(from.relativize(path));
            Files.createDirectory(target);
            Files.setPosixFilePermissions(target, PosixFilePermissions.fromString("rwx------"));
            return EMPTY.contains(String.valueOf(path.getFileName()))
                ? FileVisitResult.SKIP_SUBTREE
                : FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFile(Path path, BasicFileAttributes attributes)
              throws IOException {
            if (!NOT_COPIED.contains(String.valueOf(path.getFileName()))) {
              Files.copy(path, to.resolve(from.relativize(path)));
            }
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFileFailed(Path path, IOException failure)
              throws IOException {
            // a running server removes files; its log tells how to go on without them
            if (failure instanceof NoSuchFileException) {
              return FileVisitResult.CONTINUE;
            }
            throw failure;
          }
        });
  }

  /** Where it lies, for a server to start in. */
  Path root() {
    return root;
  }

  Path data() {
    return root.resolve("data");
  }

  /** The first start will follow another server, until it is promoted. */
  void follow(EmbeddedPostgresServer primary) throws IOException {
    Files.createFile(data().resolve("standby.signal"));
    configure(
        String.format(
            "primary_conninfo = 'host=127.0.0.1 port=%d user=%s password=%s'",
            primary.port(), primary.user(), Files.readString(root.resolve("password")).trim()));
  }

  /** The first start will replay what an archive has of the log, up to a position in it. */
  void recover(Path archive, String position) throws IOException {
    Files.createFile(data().resolve("recovery.signal"));
    configure(
        "restore_command = 'cp \"" + archive + "/%f\" \"%p\"'",
        "recovery_target_lsn = '" + position + "'",
        "recovery_target_inclusive = off",
        "recovery_target_action = promote");
  }

  private void configure(String... lines) throws IOException {
    Files.writeString(
        data().resolve("postgresql.auto.conf"),
        String.join("\n", lines) + "\n",
        StandardOpenOption.APPEND);
  }
}
