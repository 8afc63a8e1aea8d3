package io.durableemitter.benchmarks.publish;

/** How a plot stands in a page. */
final class Shown {

  static final String FOLDER = "images/benchmarks/";

  private Shown() {}

  /** The picture that fits the reader's colours. */
  static String of(String plot, String description) {
    return "<picture>\n"
        + "  <source media=\"(prefers-color-scheme: dark)\" srcset=\""
        + FOLDER
        + plot
        + "-dark.svg\">\n"
        + "  <img src=\""
        + FOLDER
        + plot
        + "-light.svg\" alt=\""
        + description
        + "\">\n"
        + "</picture>\n";
  }
}
