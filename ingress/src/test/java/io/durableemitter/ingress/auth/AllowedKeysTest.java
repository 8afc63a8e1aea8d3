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
import org.junit.jupiter.api.Timeout;
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
    assertThat(keys.sources(FIRST)).isPresent();
    assertThat(keys.sources(SECOND)).isEmpty();

    Files.writeString(file, SECOND);
    assertThat(keys.sources(SECOND)).as("looks at most once a second").isEmpty();
    aSecondLater();
    assertThat(keys.sources(SECOND)).isPresent();
    assertThat(keys.sources(FIRST)).isEmpty();
  }

  @Test
  void aBrokenFileLeavesTheKeysAsTheyWere() throws IOException {
    AllowedKeys keys = keys();
    Files.writeString(file, "not a key");
    aSecondLater();
    assertThat(keys.sources(FIRST)).isPresent();
  }

  @Test
  void aDeletedFileAllowsNoKeyUntilItIsBack() throws IOException {
    AllowedKeys keys = keys();
    String text = Files.readString(file);
    Files.delete(file);
    aSecondLater();
    assertThat(keys.sources(FIRST)).isEmpty();
    Files.writeString(file, text);
    aSecondLater();
    assertThat(keys.sources(FIRST)).isPresent();
  }

  @Test
  @Timeout(30)
  void aPipeInPlaceOfTheFileHoldsNobodyUp() throws Exception {
    AllowedKeys keys = keys();
    Files.delete(file);
    assertThat(new ProcessBuilder("mkfifo", file.toString()).start().waitFor()).isZero();
    aSecondLater();
    assertThat(keys.sources(FIRST)).isPresent();
    assertThatIllegalArgumentException()
        .isThrownBy(this::keys)
        .withMessageContaining("is not a file of at most");
  }

  @Test
  void aKeyMayBeForSomeSourcesOnly() throws IOException {
    Files.writeString(file, FIRST + " = billing/*, audit\n" + SECOND);
    AllowedKeys keys = keys();
    AllowedSources sources = keys.sources(FIRST).orElseThrow();
    assertThat(sources.contain("billing/eu")).isTrue();
    assertThat(sources.contain("audit")).isTrue();
    assertThat(sources.contain("audit/x")).isFalse();
    assertThat(sources.contain("x/billing/eu")).isFalse();
    assertThat(keys.sources(SECOND).orElseThrow().contain("anything\nat all")).isTrue();
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new AllowedKeys(List.of(FIRST + "=a,,b"), Optional.empty(), nanos::get))
        .withMessageContaining("a pattern of sources is empty");
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
