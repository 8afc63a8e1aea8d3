package io.durableemitter.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Directories side by side, of owners that live, are gone, or are going. */
class TemporaryDirectoriesTest {

  private final TemporaryDirectories directories;
  private final Path base;

  TemporaryDirectoriesTest(@TempDir Path folder) {
    base = folder.resolve("servers");
    directories = new TemporaryDirectories(base);
  }

  @Test
  void whatAGoneOwnerLeftIsSwept() throws Exception {
    TemporaryDirectories.Owned left = directories.create();
    Files.writeString(left.directory().resolve("notes"), "x");
    left.lock().close();

    try (OwnerLock lock = directories.create().lock()) {
      assertThat(lock).isNotNull();
      assertThat(left.directory()).doesNotExist();
    }
  }

  @Test
  void aDirectoryThatIsBeingDeletedIsLeftToItsOwner() throws Exception {
    TemporaryDirectories.Owned going = directories.create();
    Files.delete(going.directory().resolve(OwnerLock.FILE));
    going.lock().close();

    try (OwnerLock lock = directories.create().lock()) {
      assertThat(lock).isNotNull();
      // a lock made anew in there would keep its owner from deleting the directory
      assertThat(going.directory()).isEmptyDirectory();
    }
  }

  @Test
  void removingIsNoErrorWhenSomebodyWasFaster() throws Exception {
    TemporaryDirectories.Owned owned = directories.create();
    TemporaryDirectories.remove(owned.directory());
    TemporaryDirectories.remove(owned.directory());
    owned.lock().close();

    assertThat(owned.directory()).doesNotExist();
  }
}
