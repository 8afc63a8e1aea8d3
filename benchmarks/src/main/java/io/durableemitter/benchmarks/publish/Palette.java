package io.durableemitter.benchmarks.publish;

import java.awt.Color;
import java.util.List;

/**
 * The colours of plots: told apart by those who see no red or no green, and dark or light enough
 * for the page around them.
 *
 * @param name follows the name of a file
 * @param background as the pages of GitHub have it
 * @param text of axes and legends
 * @param grid lines behind bars
 * @param others of limits and of other libraries
 * @param series of ways, lines and processes
 */
record Palette(
    String name, Color background, Color text, Color grid, Color others, List<Color> series) {

  static final Palette LIGHT =
      new Palette(
          "light",
          new Color(0xffffff),
          new Color(0x1f2328),
          new Color(0xd1d9e0),
          new Color(0x8c959f),
          List.of(new Color(0x0072b2), new Color(0xd55e00), new Color(0x009e73)));

  static final Palette DARK =
      new Palette(
          "dark",
          new Color(0x0d1117),
          new Color(0xf0f6fc),
          new Color(0x3d444d),
          new Color(0x9198a1),
          List.of(new Color(0x56b4e9), new Color(0xe69f00), new Color(0x33c79a)));

  static final List<Palette> ALL = List.of(LIGHT, DARK);

  Color of(Kind kind) {
    return switch (kind) {
      case LIMIT, PEER -> others;
      case STORED, EMITTER -> series.get(0);
      case REMOVED -> series.get(1);
      case SENT -> series.get(2);
    };
  }

  /** Of a line or a part, which are never grey: grey is for limits and for others. */
  Color ofPart(int part) {
    return series.get(part % series.size());
  }
}
