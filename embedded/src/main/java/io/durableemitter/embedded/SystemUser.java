package io.durableemitter.embedded;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The user this process runs as. */
final class SystemUser {
  private static final int UID = findUid();

  private SystemUser() {}

  static int uid() {
    return UID;
  }

  static boolean isRoot() {
    return UID == 0;
  }

  static Path temporaryDirectory() {
    return Path.of(System.getProperty("java.io.tmpdir", "/tmp")).toAbsolutePath();
  }

  /** A name in a shared directory that two users do not contend for. */
  static String ownName(String purpose) {
    return "durable-emitter-" + purpose + "-" + UID;
  }

  /** A file made by us tells who we are, also where there is no /proc and no account entry. */
  private static int findUid() {
    try {
      Path file = Files.createTempFile("durable-emitter", "uid");
      try {
        return FileTree.owner(file);
      } finally {
        Files.delete(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write to " + temporaryDirectory(), e);
    }
  }
}
