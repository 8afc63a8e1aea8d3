package io.durableemitter.ingress.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AllowedKeysTest {

  private static final String FIRST = "a1".repeat(32);
  private static final String SECOND = "b2".repeat(32);

  private final AtomicLong nanos = new AtomicLong();
  @TempDir private Path folder = Path.of("");
  private Path file = Path.of("");

  @BeforeEach
  void write() throws IOException {
    file = folder.resolve("keys");
    Files.writeString(file, "# billing\n" + FIRST + "  # until spring\n\n");
  }

  @Test
  void readsTheFileAgainWhenItChanges() throws IOException {
    AllowedKeys keys = keys();
    assertThat(keys.contains(FIRST)).isTrue();
    assertThat(keys.contains(SECOND)).isFalse();

    Files.writeString(file, SECOND);
    assertThat(keys.contains(SECOND)).as("looks at most once a second").isFalse();
    aSecondLater();
    assertThat(keys.contains(SECOND)).isTrue();
    assertThat(keys.contains(FIRST)).isFalse();
  }

  @Test
  void aBrokenOrMissingFileLeavesTheKeysAsTheyWere() throws IOException {
    AllowedKeys keys = keys();
    Files.writeString(file, "not a key");
    aSecondLater();
    assertThat(keys.contains(FIRST)).isTrue();
    Files.delete(file);
    aSecondLater();
    assertThat(keys.contains(FIRST)).isTrue();
  }

  @Test
  void namesWhatIsWrongAtTheStart() {
    assertThatIllegalArgumentException()
        .isThrownBy(
            () -> new AllowedKeys(List.of(), Optional.of(folder.resolve("missing")), nanos::get))
        .withMessageContaining("missing cannot be read");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new AllowedKeys(List.of("a1"), Optional.empty(), nanos::get))
        .withMessageContaining("64 hex digits");
  }

  private AllowedKeys keys() {
    return new AllowedKeys(List.of(), Optional.of(file), nanos::get);
  }

  private void aSecondLater() {
    nanos.addAndGet(Duration.ofSeconds(1).toNanos());
  }
}
