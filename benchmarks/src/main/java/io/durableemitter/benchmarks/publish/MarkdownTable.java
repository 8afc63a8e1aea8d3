package io.durableemitter.benchmarks.publish;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** A table of a page: text on the left, numbers on the right. Not safe for concurrent use. */
final class MarkdownTable {

  private final List<List<String>> rows = new ArrayList<>();
  private final List<String> names;
  private final int texts;

  /**
   * An empty one.
   *
   * @param texts how many columns from the first on are not numbers
   * @param names of the columns
   */
  MarkdownTable(int texts, String... names) {
    this.texts = texts;
    this.names = List.of(names);
  }

  MarkdownTable row(String... cells) {
    rows.add(List.of(cells));
    return this;
  }

  boolean isEmpty() {
    return rows.isEmpty();
  }

  @Override
  public String toString() {
    StringBuilder text = new StringBuilder(line(names)).append('|');
    for (int column = 0; column < names.size(); column++) {
      text.append(column < texts ? " --- |" : " ---: |");
    }
    text.append('\n');
    rows.forEach(row -> text.append(line(row)));
    return text.toString();
  }

  private static String line(List<String> cells) {
    return cells.stream()
        .map(cell -> cell.replace("|", "\\|"))
        .collect(Collectors.joining(" | ", "| ", " |\n"));
  }
}
