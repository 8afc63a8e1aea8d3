package io.durableemitter.acceptance.check;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CheckerTest {

  @TempDir private Path folder = Path.of("");
  private final Deliveries deliveries = new Deliveries();

  @Test
  void aRunInWhichEverythingArrivedHolds() {
    journal("ATTEMPT a h1", "ACK a", "ATTEMPT b h2", "ACK b");
    deliveries.add("a", "h1");
    deliveries.add("b", "h2");
    Verdict verdict = verdict(Set.of(), Set.of());
    assertThat(verdict.holds()).isTrue();
    assertThat(verdict.acknowledged()).isEqualTo(2);
    assertThat(verdict.delivered()).isEqualTo(2);
    assertThat(verdict.duplicates()).isZero();
  }

  @Test
  void whatIsPendingOrDeadIsNotLostAndTheRestIs() {
    journal("ATTEMPT a h", "ACK a", "ATTEMPT b h", "ACK b", "ATTEMPT c h", "ACK c");
    Verdict verdict = verdict(Set.of("a"), Set.of("b"));
    assertThat(verdict.lost()).containsExactly("c");
    assertThat(verdict.holds()).isFalse();
    assertThat(verdict.pending()).isEqualTo(1);
    assertThat(verdict.deadLettered()).isEqualTo(1);
  }

  @Test
  void whatNobodyEmittedIsUnexpected() {
    journal("ATTEMPT a h", "ACK a");
    deliveries.add("a", "h");
    deliveries.add("x", "h");
    Verdict verdict = verdict(Set.of(), Set.of());
    assertThat(verdict.unexpected()).containsExactly("x");
    assertThat(verdict.altered()).isEmpty();
    assertThat(verdict.holds()).isFalse();
  }

  @Test
  void oneAlteredDeliveryAmongGoodOnesIsSeen() {
    journal("ATTEMPT a h", "ACK a");
    deliveries.add("a", "h");
    deliveries.add("a", "other");
    Verdict verdict = verdict(Set.of(), Set.of());
    assertThat(verdict.altered()).containsExactly("a");
    assertThat(verdict.duplicates()).isEqualTo(1);
    assertThat(verdict.holds()).isFalse();
  }

  @Test
  void whatWasRejectedMustBeNowhere() {
    journal("ATTEMPT a h", "REJECT a", "ATTEMPT b h", "REJECT b", "ATTEMPT c h", "REJECT c");
    deliveries.add("a", "h");
    assertThat(verdict(Set.of("b"), Set.of()).denied()).containsExactlyInAnyOrder("a", "b");
    assertThat(verdict(Set.of(), Set.of()).holds()).isFalse();
  }

  @Test
  void whatIsUnknownMayGoEitherWay() {
    journal("ATTEMPT a h", "UNKNOWN a", "ATTEMPT b h", "UNKNOWN b", "ATTEMPT c h");
    deliveries.add("a", "h");
    deliveries.add("c", "h");
    Verdict verdict = verdict(Set.of(), Set.of());
    assertThat(verdict.holds()).isTrue();
    assertThat(verdict.recovered()).as("a, and c whose emit never returned").isEqualTo(2);
  }

  @Test
  void aLineThatWasCutCountsAsNotWritten() throws IOException {
    journal("ATTEMPT a h", "HEAP 7");
    Files.writeString(folder.resolve("journal"), "ACK a", StandardOpenOption.APPEND);
    Emits emits = Emits.read(List.of(folder.resolve("journal")));
    assertThat(emits.acknowledged()).isEmpty();
    assertThat(emits.maxHeapBytes()).isEqualTo(7);
  }

  @Test
  void theJournalReadsBackWhatItWrote() {
    Path file = folder.resolve("journal");
    try (EmitJournal journal = new EmitJournal(file)) {
      journal.attempt("a", "h");
      journal.acknowledged("a");
      journal.rejected("b");
      journal.unknown("c");
      journal.heap(5);
    }
    Emits emits = Emits.read(List.of(file, folder.resolve("none")));
    assertThat(emits.attempted()).containsEntry("a", "h");
    assertThat(emits.acknowledged()).containsExactly("a");
    assertThat(emits.rejected()).containsExactly("b");
    assertThat(emits.unknown()).containsExactly("c");
    assertThat(emits.maxHeapBytes()).isEqualTo(5);
  }

  private void journal(String... lines) {
    try {
      Files.write(folder.resolve("journal"), List.of(lines));
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private Verdict verdict(Set<String> pending, Set<String> dead) {
    Emits emits = Emits.read(List.of(folder.resolve("journal")));
    return Checker.check(emits, deliveries, pending, dead);
  }
}
