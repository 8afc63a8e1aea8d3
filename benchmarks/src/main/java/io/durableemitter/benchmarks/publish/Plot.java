package io.durableemitter.benchmarks.publish;

import org.jfree.chart.JFreeChart;

/** A picture of figures. */
interface Plot {

  /** The name of its file, without what follows for colours. */
  String name();

  /** Its height in pixels; all are as wide. */
  int height();

  /** It in the colours of a palette. */
  JFreeChart chart(Palette palette);
}
