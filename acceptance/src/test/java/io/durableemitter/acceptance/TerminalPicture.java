package io.durableemitter.acceptance;

import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Lines of a terminal as an SVG, and back. */
final class TerminalPicture {

  private static final int LINE = 19;
  private static final double COLUMN = 8.43;
  private static final int MARGIN = 18;
  private static final int BAR = 34;
  private static final Pattern TEXT = Pattern.compile("<text class=\"l\"[^>]*>(.*?)</text>");

  private TerminalPicture() {}

  /** As wide as the longest line. */
  static String of(String title, List<String> lines) {
    int columns = lines.stream().mapToInt(String::length).max().orElse(0);
    long width = Math.round(columns * COLUMN) + 2 * MARGIN;
    int height = BAR + lines.size() * LINE + MARGIN;
    StringBuilder svg = new StringBuilder();
    svg.append(
        String.format(
            Locale.ROOT,
            """
            <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %1$d %2$d" width="%1$d" height="%2$d" role="img" aria-label="%3$s">
            <style>
            text { font: 14px ui-monospace, SFMono-Regular, Menlo, Consolas, "DejaVu Sans Mono", monospace; white-space: pre }
            .l { fill: #d7dde5 }
            .t { fill: #8a94a3; font-size: 12px }
            </style>
            <rect width="%1$d" height="%2$d" rx="8" fill="#12161c"/>
            <circle cx="20" cy="17" r="5" fill="#3a4350"/><circle cx="38" cy="17" r="5" fill="#3a4350"/><circle cx="56" cy="17" r="5" fill="#3a4350"/>
            <text class="t" x="76" y="21">%3$s</text>
            """,
            width,
            height,
            escaped(title)));
    for (int i = 0; i < lines.size(); i++) {
      String line = lines.get(i);
      if (!line.isBlank()) {
        svg.append(
            String.format(
                Locale.ROOT,
                "<text class=\"l\" x=\"%d\" y=\"%d\" xml:space=\"preserve\">%s</text>%n",
                MARGIN,
                BAR + (i + 1) * LINE,
                escaped(line)));
      }
    }
    return svg.append("</svg>\n").toString();
  }

  private static String escaped(String text) {
    return text.replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;");
  }

  /** The lines of a picture, one after the other. */
  static String lines(String svg) {
    return TEXT.matcher(svg)
        .results()
        .map(
            line ->
                line.group(1)
                    .replace("&lt;", "<")
                    .replace("&gt;", ">")
                    .replace("&quot;", "\"")
                    .replace("&amp;", "&"))
        .collect(Collectors.joining("\n"));
  }
}
