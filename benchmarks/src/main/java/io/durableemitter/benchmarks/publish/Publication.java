package io.durableemitter.benchmarks.publish;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Writes the generated parts of the page, and its plots, into a project. */
final class Publication {

  static final String PAGE = "docs/benchmarks.md";
  static final String PLOTS = "docs/" + Shown.FOLDER;

  static final List<Part> PARTS =
      List.of(
          new MachinePart(),
          new GoalsPart(),
          new RatesPart(),
          new LatenciesPart(),
          new SustainedPart(),
          new CostsPart(),
          new BacklogPart(),
          new HostsPart(),
          new SizesPart(),
          new PeersPart());

  private final Path project;

  Publication(Path project) {
    this.project = project;
  }

  /**
   * Writes them, and removes plots of what is not in these results.
   *
   * @return the names of the plots
   * @throws IllegalArgumentException if the page has no place for a part
   */
  List<String> write(Results results) throws IOException {
    Path file = project.resolve(PAGE);
    Page page = new Page(Files.readString(file));
    Map<String, String> plots = new LinkedHashMap<>();
    for (Part part : PARTS) {
      page = page.with(part.name(), part.text(results));
      for (Plot plot : part.plots(results)) {
        for (Palette palette : Palette.ALL) {
          plots.put(plot.name() + "-" + palette.name() + ".svg", Svg.of(plot, palette));
        }
      }
    }
    Files.writeString(file, page.text());
    Path folder = Files.createDirectories(project.resolve(PLOTS));
    removeOthers(folder, plots);
    for (Map.Entry<String, String> plot : plots.entrySet()) {
      Files.writeString(folder.resolve(plot.getKey()), plot.getValue());
    }
    return List.copyOf(plots.keySet());
  }

  private static void removeOthers(Path folder, Map<String, String> plots) throws IOException {
    List<Path> others;
    try (Stream<Path> files = Files.list(folder)) {
      others =
          files
              .filter(file -> file.toString().endsWith(".svg"))
              .filter(file -> !plots.containsKey(file.getFileName().toString()))
              .toList();
    }
    for (Path other : others) {
      Files.delete(other);
    }
  }
}
