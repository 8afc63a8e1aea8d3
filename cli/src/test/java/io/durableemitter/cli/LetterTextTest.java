package io.durableemitter.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.durableemitter.api.DeadLetter;
import io.durableemitter.api.DeadLetterReason;
import io.durableemitter.api.EventHeader;
import io.durableemitter.api.Payload;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class LetterTextTest {

  @Test
  void aRowIsOneLineWhateverIsInIt() {
    Table<DeadLetter> table = LetterText.table(0);
    String row = table.row(letter("a\u001b[2Jb\n\u202ec", "x".repeat(1_000)));
    assertThat(row)
        .contains("a\\u001b[2Jb\\u000a\\u202ec", "too_large", "2026-01-01T00:00:07Z")
        .endsWith("xxx...")
        .doesNotContain("\u001b", "\n", "secret");
    assertThat(table.row(letter("", ""))).contains("  -  ");
  }

  @Test
  void aTableFitsTheTerminal() {
    for (int width : new int[] {20, 40, 80, 100, 132, 200}) {
      Table<DeadLetter> table = LetterText.table(width);
      assertThat(table.heading().length()).as("%s", width).isLessThanOrEqualTo(Math.max(37, width));
      assertThat(table.row(letter("e".repeat(300), "\n".repeat(1_000))).length())
          .as("%s", width)
          .isLessThanOrEqualTo(width);
    }
    assertThat(LetterText.table(80).heading()).contains("ID", "REASON", "TYPE", "LAST ERROR");
    assertThat(LetterText.table(200).heading()).contains("DIED", "EVENT", "SOURCE", "ATTEMPTS");
  }

  @Test
  void theFieldsAsJsonHaveNoPayload() throws Exception {
    String json = LetterText.json(letter("one", "too large\n"));
    assertThat(json)
        .contains("\"eventId\":\"one\"", "\"reason\":\"too_large\"", "\"payloadBytes\":6")
        .contains("\"diedAt\":\"2026-01-01T00:00:07.500Z\"")
        .doesNotContain("secret", "\n");
  }

  private static DeadLetter letter(String eventId, String error) {
    return new DeadLetter(
        17,
        4,
        new EventHeader(eventId, "s", "t"),
        Payload.wrap(new byte[] {'s', 'e', 'c', 'r', 'e', 't'}),
        Instant.parse("2026-01-01T00:00:00Z"),
        Instant.parse("2026-01-01T00:00:07.5Z"),
        DeadLetterReason.TOO_LARGE,
        error,
        3);
  }
}
