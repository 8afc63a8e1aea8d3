package io.durableemitter.chaos.check;

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
  private long now;
  private final Deliveries deliveries = new Deliveries(() -> now);

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
    deliveries.refused("b", "PUBLISH_ERROR_CODE_VALIDATION_FAILED");
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
      journal.missingThread("insert");
    }
    Emits emits = Emits.read(List.of(file, folder.resolve("none")));
    assertThat(emits.attempted()).containsEntry("a", "h");
    assertThat(emits.acknowledged()).containsExactly("a");
    assertThat(emits.rejected()).containsExactly("b");
    assertThat(emits.unknown()).containsExactly("c");
    assertThat(emits.maxHeapBytes()).isEqualTo(5);
    assertThat(emits.missingThreads()).containsExactly("insert");
  }

  @Test
  void aRepeatThatNothingExplainsIsSeen() {
    journal("ATTEMPT a h", "ACK a");
    deliverAt("a", 10, 11);
    Verdict verdict = verdict(Set.of(), calm(0, 100));
    assertThat(verdict.needlessRepeats()).containsExactly(new Repeat("a", 10, 11));
    assertThat(verdict.holds()).isFalse();
  }

  @Test
  void aRepeatIsExplainedByWhatHappenedWhenItWasAcceptedBefore() {
    journal("ATTEMPT a h", "ACK a");
    deliverAt("a", 10, 150);
    assertThat(verdict(Set.of(), repeating(0, 20, 1), calm(20, 200)).holds()).isTrue();
    assertThat(verdict(Set.of(), calm(0, 100), repeating(100, 200, 1)).holds()).isFalse();
  }

  @Test
  void aPeriodExplainsOnlySoManyRepeats() {
    journal("ATTEMPT a h", "ACK a", "ATTEMPT b h", "ACK b");
    deliverAt("a", 10, 11, 12);
    deliverAt("b", 13, 14);
    assertThat(verdict(Set.of(), repeating(0, 100, 3)).holds()).isTrue();
    assertThat(verdict(Set.of(), repeating(0, 100, 2)).holds()).isFalse();
    assertThat(verdict(Set.of(), repeating(0, 100, 2), repeating(5, 90, 1)).holds()).isTrue();
  }

  @Test
  void theStartOfAProcessExplainsRepeatsOfItsOwnEventsOnly() {
    journal("ATTEMPT h1.2-0 h", "ACK h1.2-0");
    deliverAt("h1.2-0", 10, 11);
    assertThat(verdict(Set.of(), start("h1.2-"), calm(0, 100)).holds()).isTrue();
    assertThat(verdict(Set.of(), start("h1.1-"), calm(0, 100)).holds()).isFalse();
  }

  private static Period start(String ids) {
    return new Period("start", 0, 100, 5, 0, 0, ids);
  }

  @Test
  void whoWasRefusedAfterHavingBeenAcceptedWasSentAgainToo() {
    journal("ATTEMPT a h", "ACK a");
    deliverAt("a", 10);
    deliveries.refused("a", "PUBLISH_ERROR_CODE_UNKNOWN");
    deliveries.refused("a", "PUBLISH_ERROR_CODE_UNKNOWN");
    deliverAt("a", 12);
    assertThat(deliveries.repeats()).as("only the first time was needless").hasSize(1);
    assertThat(verdict(Set.of(), calm(0, 100)).holds()).isFalse();
    assertThat(verdict(Set.of(), repeating(0, 100, 1)).holds()).isTrue();
  }

  @Test
  void aDeadLetterNeedsARefusalForGoodOfTheSameEvent() {
    journal("ATTEMPT a h", "ACK a", "ATTEMPT b h", "ACK b", "ATTEMPT c h", "ACK c");
    deliveries.refused("a", "PUBLISH_ERROR_CODE_VALIDATION_FAILED");
    deliveries.refused("b", "PUBLISH_ERROR_CODE_SCHEMA_MISSING");
    Verdict verdict = verdict(Set.of(), Set.of("a", "b", "c"));
    assertThat(verdict.needlessDead()).containsExactlyInAnyOrder("b", "c");
    assertThat(verdict.holds()).isFalse();
    deliverAt("b", 1);
    deliverAt("c", 1);
    assertThat(verdict(Set.of(), Set.of("a")).holds()).isTrue();
  }

  @Test
  void whatIsBothDeliveredAndDeadWasRefusedLaterOrIsAFault() {
    journal("ATTEMPT a h", "ACK a", "ATTEMPT b h", "ACK b");
    deliveries.refused("a", "PUBLISH_ERROR_CODE_ENCODE_ERROR");
    deliverAt("a", 1);
    deliverAt("b", 1);
    deliveries.refused("b", "PUBLISH_ERROR_CODE_ENCODE_ERROR");
    Verdict verdict = verdict(Set.of("a", "b"), repeating(0, 100, 1));
    assertThat(verdict.both()).containsExactlyInAnyOrder("a", "b");
    assertThat(verdict.bothWithoutReason()).containsExactly("a");
    assertThat(verdict.holds()).isFalse();
    assertThat(verdict(Set.of("b"), repeating(0, 100, 1)).holds()).isTrue();
    assertThat(verdict(Set.of("b"), calm(0, 100)).holds()).as("its answer was not lost").isFalse();
  }

  @Test
  void unknownOutcomesNeedAFaultThatMakesThem() {
    journal("ATTEMPT a h", "UNKNOWN a", "ATTEMPT b h", "UNKNOWN b");
    assertThat(verdict(Set.of(), unknown(2, 2)).holds()).isTrue();
    assertThat(verdict(Set.of(), unknown(1, 2)).needlessUnknown()).isEqualTo(1);
    assertThat(verdict(Set.of(), unknown(1, 2)).holds()).isFalse();
    assertThat(verdict(Set.of(), unknown(9, 1), unknown(0, 1)).holds()).isFalse();
    assertThat(verdict(Set.of(), unknown(2, 1)).holds()).as("told when all was over").isFalse();
  }

  @Test
  void aJournalIsFollowedAsItGrows() {
    Path file = folder.resolve("growing");
    JournalReader reader = new JournalReader(file);
    reader.readOn();
    assertThat(reader.attempted()).isZero();
    try (EmitJournal journal = new EmitJournal(file)) {
      journal.attempt("h-0-1", "x");
      journal.attempt("h-1-1", "x");
      journal.acknowledged("h-0-1");
      reader.readOn();
      assertThat(reader.underWay()).containsExactly("h-1-1");
      journal.heap(1);
      journal.unknown("h-1-1");
      journal.attempt("h-0-2", "x");
      journal.attempt("h-0-3", "x");
      reader.readOn();
    }
    assertThat(reader.underWay()).as("a later emit of the same caller").containsExactly("h-0-3");
    assertThat(reader.attempted()).isEqualTo(4);
    assertThat(reader.acknowledged()).isEqualTo(1);
    assertThat(reader.unknown()).isEqualTo(1);
  }

  private void deliverAt(String id, long... times) {
    for (long time : times) {
      now = time;
      deliveries.add(id, "h");
    }
  }

  private static Period calm(long since, long until) {
    return repeating(since, until, 0);
  }

  private static Period repeating(long since, long until, long mayRepeat) {
    return new Period("test", since, until, mayRepeat, 0, 0);
  }

  private static Period unknown(long mayBe, long told) {
    return new Period("test", 0, 100, 0, mayBe, told);
  }

  private Verdict verdict(Set<String> dead, Period... periods) {
    Emits emits = Emits.read(List.of(folder.resolve("journal")));
    return Checker.check(emits, deliveries, Set.of(), dead, List.of(periods));
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
