package io.durableemitter.cli;

import java.nio.file.Files;
import java.nio.file.Path;

/** Where the project lies. */
final class TestFolders {

  private TestFolders() {}

  static Path root() {
    for (Path folder = Path.of("").toAbsolutePath(); folder != null; folder = folder.getParent()) {
      if (Files.exists(folder.resolve("mvnw"))) {
        return folder;
      }
    }
    throw new IllegalStateException("not run from within the project");
  }
}
