package io.durableemitter.benchmarks.publish;

import java.util.List;

/** A part of the page that is written by this program, with the plots that it shows. */
interface Part {

  /** Its name in the page's marker. */
  String name();

  /** Its Markdown, with a heading; empty if nothing of it was measured. */
  String text(Results results);

  /** Its plots; none if nothing of it was measured. */
  default List<Plot> plots(Results results) {
    return List.of();
  }
}
