package io.durableemitter.cli;

import io.durableemitter.api.internal.text.ForeignText;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/**
 * Things as lines of a table. On a terminal it is as wide as that: columns that do not fit are left
 * out, the less telling ones first, and the last column takes what is left. What is in cells comes
 * from anywhere and must not command a terminal. Immutable.
 */
final class Table<T> {

  // set by the launcher, which can ask the terminal; Java cannot
  private static final String COLUMNS_PROPERTY = "durableemitter.columns";
  private static final int GAP = 2;
  private static final int LEAST_LAST = 20;
  private static final int LONGEST_LAST = 120;
  private static final int LONGEST_CELL = 200;

  /** The rank says which columns stay when there is little room: the lower, the sooner. */
  record Column<T>(String name, int width, int rank, boolean number, Function<T, String> text) {

    static <T> Column<T> text(String name, int width, int rank, Function<T, String> text) {
      return new Column<>(name, width, rank, false, text);
    }

    /** To the right. */
    static <T> Column<T> number(String name, int width, int rank, Function<T, ?> value) {
      return new Column<>(name, width, rank, true, row -> String.valueOf(value.apply(row)));
    }
  }

  private final List<Column<T>> columns;
  private final String lastName;
  private final Function<T, String> last;
  private final boolean bounded;
  private final int lastWidth;

  /**
   * A table.
   *
   * @param width of the terminal; 0 if there is none, then nothing is left out
   */
  Table(List<Column<T>> all, String lastName, Function<T, String> last, int width) {
    this.lastName = lastName;
    this.last = last;
    bounded = width > 0;
    List<Column<T>> chosen = new ArrayList<>(all);
    while (bounded && width(chosen) + LEAST_LAST > width && chosen.size() > 1) {
      chosen.remove(leastTelling(chosen));
    }
    columns = List.copyOf(chosen);
    lastWidth = bounded ? Math.max(1, Math.min(LONGEST_LAST, width - width(chosen))) : LONGEST_LAST;
  }

  /** The width of the terminal that results go to; 0 if they go elsewhere. */
  static int terminalWidth() {
    return Integer.getInteger(COLUMNS_PROPERTY, 0);
  }

  private static <T> Column<T> leastTelling(List<Column<T>> columns) {
    Column<T> least = columns.get(columns.size() - 1);
    for (Column<T> column : columns) {
      least = column.rank > least.rank ? column : least;
    }
    return least;
  }

  private static <T> int width(List<Column<T>> columns) {
    return columns.stream().mapToInt(column -> column.width + GAP).sum();
  }

  String heading() {
    StringBuilder line = new StringBuilder();
    columns.forEach(column -> append(line, column.name, column));
    return (line + lastName).stripTrailing();
  }

  String row(T row) {
    StringBuilder line = new StringBuilder();
    columns.forEach(column -> append(line, cell(column.text.apply(row), column), column));
    return (line + cut(last.apply(row), lastWidth)).stripTrailing();
  }

  private String cell(String text, Column<T> column) {
    return text.isEmpty() ? "-" : cut(text, bounded ? column.width : LONGEST_CELL);
  }

  private String cut(String text, int width) {
    String shown = ForeignText.oneLine(text, width);
    if (!bounded || shown.length() <= width) {
      return shown;
    }
    return width <= 3 ? shown.substring(0, width) : shown.substring(0, width - 3) + "...";
  }

  private static void append(StringBuilder line, String text, Column<?> column) {
    String padding = " ".repeat(Math.max(0, column.width - text.length()));
    line.append(column.number ? padding + text : text + padding).append(" ".repeat(GAP));
  }
}
