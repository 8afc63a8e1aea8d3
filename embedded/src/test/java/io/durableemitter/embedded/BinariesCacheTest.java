package io.durableemitter.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(value = 180, unit = TimeUnit.SECONDS)
class BinariesCacheTest {

  private final Path directory;

  BinariesCacheTest(@TempDir Path directory) {
    this.directory = directory;
  }

  @Test
  void twoJvmsAtOnceUnpackOnceAndBothStart() throws Exception {
    try (ChildJvm one = ChildJvm.start("", directory.toString());
        ChildJvm two = ChildJvm.start("", directory.toString())) {
      ChildJvm.Server first = one.server();
      ChildJvm.Server second = two.server();
      assertThat(new Sql(first.url()).ask("SELECT 1")).isEqualTo("1");
      assertThat(new Sql(second.url()).ask("SELECT 1")).isEqualTo("1");
      assertThat(first.pid()).isNotEqualTo(second.pid());
    }
    assertThat(trees()).singleElement().asString().startsWith("postgresql-17.");
  }

  @Test
  void whatAKilledUnpackerLeftIsRemoved() throws Exception {
    Path left = Files.createDirectories(directory.resolve("unfinished-1/bin")).getParent();
    Binaries binaries =
        new BinariesCache(CacheDirectory.prepare(directory), Platform.current()).get();
    assertThat(left).doesNotExist();
    assertThat(binaries.majorVersion()).isEqualTo("17");
    assertThat(binaries.program("postgres")).isExecutable();
    assertThat(trees()).hasSize(1);
  }

  private List<String> trees() throws IOException {
    List<String> names = new ArrayList<>();
    try (DirectoryStream<Path> found = Files.newDirectoryStream(directory, Files::isDirectory)) {
      found.forEach(path -> names.add(String.valueOf(path.getFileName())));
    }
    return names;
  }
}
