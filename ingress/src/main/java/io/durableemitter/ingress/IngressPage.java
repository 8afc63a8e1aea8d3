package io.durableemitter.ingress;

import io.durableemitter.api.HealthReport.Component;
import io.durableemitter.api.internal.text.ForeignText;
import java.util.List;
import java.util.Map;

/**
 * The server's own page: readiness and figures as tables, for a browser without scripts. All text
 * is escaped, whoever it comes from.
 */
final class IngressPage {

  private static final int LONGEST_TEXT = 500;
  private static final String HEAD =
      """
      <!DOCTYPE html>
      <html lang="en"><head><meta charset="utf-8"><meta http-equiv="refresh" content="5">
      <meta name="viewport" content="width=device-width"><title>ingress</title><style>
      :root{color-scheme:light dark}body{font:16px system-ui,sans-serif;margin:1rem}
      table{border-collapse:collapse;margin-bottom:1rem}th,td{padding:.2rem .8rem .2rem 0;text-align:left}
      td.n{text-align:right;font-variant-numeric:tabular-nums}td.c{overflow-wrap:anywhere}
      </style></head><body><h1>ingress</h1>
      """;

  private final StringBuilder html = new StringBuilder(HEAD);

  private IngressPage() {}

  static String of(String sink, List<Component> health, Map<String, Object> stats) {
    IngressPage page = new IngressPage();
    page.html.append("<p>Events go to ").append(escaped(sink)).append(".</p>\n");
    page.health(health);
    page.figures(stats);
    stats.forEach(
        (name, value) -> {
          if (value instanceof Map<?, ?> table) {
            page.table(name, table);
          }
        });
    return page.html.append("</body></html>\n").toString();
  }

  private void health(List<Component> health) {
    html.append("<h2>readiness</h2><table>\n");
    for (Component part : health) {
      html.append("<tr>");
      cell("c", part.name());
      cell("c", part.state().name());
      cell("c", part.since().map(since -> "since " + since).orElse(""));
      cell("c", part.detail());
      html.append("</tr>\n");
    }
    html.append("</table>\n");
  }

  private void figures(Map<String, Object> stats) {
    html.append("<h2>since the start</h2><table>\n");
    stats.forEach(
        (name, value) -> {
          if (value instanceof Number) {
            row(name, value);
          }
        });
    html.append("</table>\n");
  }

  private void table(String name, Map<?, ?> rows) {
    html.append("<h2>").append(escaped(name)).append("</h2><table>\n");
    rows.values().stream()
        .findFirst()
        .ifPresent(
            first -> {
              if (first instanceof Map<?, ?> columns) {
                html.append("<tr><th></th>");
                columns.keySet().forEach(column -> html.append("<th>").append(column));
                html.append("</tr>\n");
              }
            });
    rows.forEach(this::row);
    html.append(rows.isEmpty() ? "<tr><td>none</td></tr>" : "").append("</table>\n");
  }

  private void row(Object name, Object value) {
    html.append("<tr>");
    cell("c", String.valueOf(name));
    if (value instanceof Map<?, ?> cells) {
      cells.values().forEach(cell -> cell("n", String.valueOf(cell)));
    } else {
      cell(
          "n",
          value instanceof Double number
              ? String.valueOf(Math.round(number * 10) / 10.0)
              : String.valueOf(value));
    }
    html.append("</tr>\n");
  }

  private void cell(String kind, String text) {
    html.append("<td class=").append(kind).append('>').append(escaped(text)).append("</td>");
  }

  private static String escaped(String text) {
    return ForeignText.oneLine(text, LONGEST_TEXT)
        .replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;")
        .replace("'", "&#39;");
  }
}
