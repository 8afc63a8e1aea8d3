package io.durableemitter.cli;

import io.durableemitter.api.DeadLetter;
import io.durableemitter.api.internal.text.ForeignText;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/**
 * Dead letters as lines of a table. On a terminal it is as wide as that: columns that do not fit
 * are left out, the less telling ones first, and the last error takes what is left.
 */
final class LetterTable {

  // set by the launcher, which can ask the terminal; Java cannot
  private static final String COLUMNS_PROPERTY = "durableemitter.columns";
  private static final int GAP = 2;
  private static final int LEAST_ERROR = 20;
  private static final int LONGEST_ERROR = 120;
  private static final int LONGEST_CELL = 200;

  /** The rank says which columns stay when there is little room: the lower, the sooner. */
  private record Column(String name, int width, int rank, Function<DeadLetter, String> text) {}

  private static final List<Column> ALL =
      List.of(
          new Column("ID", 8, 0, letter -> Long.toString(letter.id())),
          new Column("DIED", 20, 3, letter -> letter.diedAt().truncatedTo(ChronoUnit.SECONDS) + ""),
          new Column("REASON", 17, 0, letter -> letter.reason().label()),
          new Column("ATTEMPTS", 8, 5, letter -> Integer.toString(letter.attempts())),
          new Column("EVENT", 36, 2, letter -> letter.header().id()),
          new Column("SOURCE", 24, 4, letter -> letter.header().source()),
          new Column("TYPE", 24, 1, letter -> letter.header().type()));

  private final List<Column> columns;
  private final boolean bounded;
  private final int errorWidth;

  /**
   * A table.
   *
   * @param width of the terminal; 0 if there is none, then nothing is left out
   */
  LetterTable(int width) {
    bounded = width > 0;
    List<Column> chosen = new ArrayList<>(ALL);
    while (bounded && width(chosen) + LEAST_ERROR > width && chosen.size() > 1) {
      chosen.remove(leastTelling(chosen));
    }
    columns = List.copyOf(chosen);
    errorWidth =
        bounded ? Math.max(1, Math.min(LONGEST_ERROR, width - width(chosen))) : LONGEST_ERROR;
  }

  static LetterTable ofTerminal() {
    return new LetterTable(Integer.getInteger(COLUMNS_PROPERTY, 0));
  }

  private static Column leastTelling(List<Column> columns) {
    Column least = columns.get(columns.size() - 1);
    for (Column column : columns) {
      least = column.rank > least.rank ? column : least;
    }
    return least;
  }

  private static int width(List<Column> columns) {
    return columns.stream().mapToInt(column -> column.width + GAP).sum();
  }

  String heading() {
    StringBuilder line = new StringBuilder();
    columns.forEach(column -> append(line, column.name, column));
    return line + "LAST ERROR";
  }

  String row(DeadLetter letter) {
    StringBuilder line = new StringBuilder();
    columns.forEach(column -> append(line, cell(column.text.apply(letter), column), column));
    return (line + cut(letter.lastError(), errorWidth)).stripTrailing();
  }

  private String cell(String text, Column column) {
    return text.isEmpty() ? "-" : cut(text, bounded ? column.width : LONGEST_CELL);
  }

  private String cut(String text, int width) {
    String shown = ForeignText.oneLine(text, width);
    if (!bounded || shown.length() <= width) {
      return shown;
    }
    return width <= 3 ? shown.substring(0, width) : shown.substring(0, width - 3) + "...";
  }

  private static void append(StringBuilder line, String text, Column column) {
    String padding = " ".repeat(Math.max(0, column.width - text.length()));
    // numbers to the right
    boolean number = column.name.equals("ID") || column.name.equals("ATTEMPTS");
    line.append(number ? padding + text : text + padding).append(" ".repeat(GAP));
  }
}
