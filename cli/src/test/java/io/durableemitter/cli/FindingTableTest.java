package io.durableemitter.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.durableemitter.api.Finding;
import io.durableemitter.api.Finding.Severity;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Findings fit the terminal, the worst first, in colours only there. */
class FindingTableTest {

  private static final List<Finding> FINDINGS =
      List.of(
          new Finding("a.ok", Severity.OK, "fine", ""),
          new Finding(
              "b.bad", Severity.CRITICAL, "much is wrong here ".repeat(9).strip(), "mend it"),
          new Finding("c.word", Severity.WARNING, "x".repeat(150), ""));

  @Test
  void theWorstComesFirstAndTheLastLineSumsUp() {
    List<String> lines = new FindingTable(0, false).lines(FINDINGS);
    assertThat(lines.get(0)).startsWith("critical  b.bad ").endsWith("wrong here");
    assertThat(lines.get(1)).isEqualTo(" ".repeat(38) + "-> mend it");
    assertThat(lines.get(2)).startsWith("warning   c.word ");
    assertThat(lines.get(3)).startsWith("ok        a.ok ");
    assertThat(lines.get(4)).isEqualTo("2 of 3 findings need hands");
    assertThat(new FindingTable(0, false).lines(FINDINGS.subList(0, 1)))
        .contains("healthy: 1 finding, none needs hands");
  }

  @Test
  void noLineIsWiderThanTheTerminalAndNoTextIsLost() {
    for (int width : new int[] {30, 60, 80, 200}) {
      List<String> lines = new FindingTable(width, false).lines(FINDINGS);
      assertThat(lines).allMatch(line -> line.length() <= width);
      String text = String.join("", lines).replace(" ", "");
      assertThat(text).contains("muchiswronghere".repeat(9), "x".repeat(150), "->mendit");
    }
  }

  @Test
  void severitiesHaveColoursOnATerminalOnly() {
    assertThat(new FindingTable(80, true).lines(FINDINGS).get(0))
        .startsWith("\u001b[1;31mcritical\u001b[0m  b.bad");
    assertThat(new FindingTable(80, false).lines(FINDINGS).toString()).doesNotContain("\u001b");
  }
}
