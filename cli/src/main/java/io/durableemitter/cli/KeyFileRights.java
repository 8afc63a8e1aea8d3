package io.durableemitter.cli;

import io.durableemitter.api.Finding;
import io.durableemitter.api.Finding.Severity;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Set;

/** Whether others may read a private key. */
final class KeyFileRights {

  private static final String CHECK = "ingress.key";

  private KeyFileRights() {}

  static Finding of(Path key) {
    Set<PosixFilePermission> rights;
    try {
      rights = Files.getPosixFilePermissions(key);
    } catch (IOException | UnsupportedOperationException e) {
      return new Finding(
          CHECK,
          Severity.INFO,
          "who may read " + key + " cannot be seen: " + Errors.message(e),
          "");
    }
    boolean others =
        rights.contains(PosixFilePermission.OTHERS_READ)
            || rights.contains(PosixFilePermission.OTHERS_WRITE);
    return others
        ? new Finding(
            CHECK,
            Severity.WARNING,
            "everybody on this machine may read the private key " + key,
            "chmod 600 " + key + ", and use a new key if somebody may have read it")
        : new Finding(CHECK, Severity.OK, "the private key " + key + " can be used", "");
  }
}
