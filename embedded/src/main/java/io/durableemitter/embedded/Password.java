package io.durableemitter.embedded;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.HexFormat;

/** The generated secret of the server's only user, kept readable for its owner alone. */
final class Password {
  private Password() {}

  /** Reads the password, or makes one for a directory that has no data yet. */
  static String of(DataDirectory directory) throws IOException {
    Path file = directory.passwordFile();
    if (Files.exists(file)) {
      return Files.readString(file, StandardCharsets.US_ASCII).trim();
    }
    if (directory.hasData()) {
      throw new EmbeddedPostgresException(
          file + " is missing, without it nobody can log in; put it back from a copy");
    }
    return create(file);
  }

  private static String create(Path file) throws IOException {
    byte[] random = new byte[24];
    new SecureRandom().nextBytes(random);
    String password = HexFormat.of().formatHex(random);
    Path unfinished =
        Files.createTempFile(
            file.getParent(),
            Initdb.UNFINISHED,
            "",
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    Files.writeString(unfinished, password, StandardCharsets.US_ASCII);
    Files.move(unfinished, file, StandardCopyOption.ATOMIC_MOVE);
    return password;
  }
}
