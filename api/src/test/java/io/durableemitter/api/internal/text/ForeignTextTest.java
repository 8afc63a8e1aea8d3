package io.durableemitter.api.internal.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class ForeignTextTest {

  @Test
  void harmlessTextComesBackAsItIs() {
    for (String text :
        List.of("", "plain", "Zürich, 10 €", "発注 · заказ", "two  blanks", "\\u000a", "😀")) {
      assertThat(ForeignText.oneLine(text)).isEqualTo(text);
    }
  }

  @Test
  void aLineOfALogCannotBeForged() {
    assertThat(ForeignText.oneLine("no\r\n12:00 ERROR all is lost"))
        .isEqualTo("no\\u000d\\u000a12:00 ERROR all is lost");
    assertThat(ForeignText.oneLine("a\u2028b\u2029c\u0085d"))
        .isEqualTo("a\\u2028b\\u2029c\\u0085d");
  }

  @Test
  void aTerminalIsNotCommanded() {
    assertThat(ForeignText.oneLine("\u001b]0;title\u0007\u001b[2J\u009b1m\u007f"))
        .isEqualTo("\\u001b]0;title\\u0007\\u001b[2J\\u009b1m\\u007f");
  }

  @Test
  void theOrderOfReadingIsNotTurnedRound() {
    assertThat(ForeignText.oneLine("\u202egpj.exe\u2066 \u200b"))
        .isEqualTo("\\u202egpj.exe\\u2066 \\u200b");
  }

  @Test
  void halvesOfPairsAndWhatHasNoFormAreShownAsCodes() {
    assertThat(ForeignText.oneLine("\ud83d|\ude00|\ue000|\udb80\udc00"))
        .isEqualTo("\\ud83d|\\ude00|\\ue000|\\udb80\\udc00");
  }

  @Test
  void longTextIsCutAndSaysSo() {
    assertThat(ForeignText.oneLine("abcdef", 6)).isEqualTo("abcdef");
    assertThat(ForeignText.oneLine("abcdefg", 6)).isEqualTo("abcdef...");
    assertThat(ForeignText.oneLine("ab😀", 3)).isEqualTo("ab...");
    assertThat(ForeignText.oneLine("\n".repeat(2_000_000), 2)).isEqualTo("\\u000a\\u000a...");
  }
}
