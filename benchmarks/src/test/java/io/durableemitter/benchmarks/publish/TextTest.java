package io.durableemitter.benchmarks.publish;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class TextTest {

  @Test
  void threeDigitsSaySomething() {
    assertThat(Text.number(123_456.7)).isEqualTo("123,457");
    assertThat(Text.number(12.345)).isEqualTo("12.3");
    assertThat(Text.number(99.96)).isEqualTo("100");
    assertThat(Text.number(0.016349)).isEqualTo("0.0163");
    assertThat(Text.number(2)).isEqualTo("2");
    assertThat(Text.number(10)).isEqualTo("10");
    assertThat(Text.number(0)).isEqualTo("0");
  }

  @Test
  void sizesAreNamedAsPeopleDo() {
    assertThat(Text.bytes(512)).isEqualTo("512 B");
    assertThat(Text.bytes(65_536)).isEqualTo("64 KiB");
  }

  @Test
  void tablesKeepWhatIsInTheirCells() {
    assertThat(new MarkdownTable(1, "a", "b").row("x|y", "1"))
        .hasToString("| a | b |\n| --- | ---: |\n| x\\|y | 1 |\n");
  }
}
