package io.durableemitter.benchmarks.publish;

import java.awt.BasicStroke;
import java.awt.Font;
import java.text.DecimalFormat;
import java.text.DecimalFormatSymbols;
import java.text.NumberFormat;
import java.util.Locale;
import org.jfree.chart.JFreeChart;
import org.jfree.chart.axis.Axis;
import org.jfree.chart.axis.ValueAxis;
import org.jfree.chart.block.BlockBorder;
import org.jfree.chart.plot.Plot;
import org.jfree.chart.title.LegendTitle;
import org.jfree.chart.ui.RectangleEdge;
import org.jfree.chart.ui.RectangleInsets;

/**
 * How all plots look.
 *
 * @param palette the colours
 */
record Look(Palette palette) {

  private static final Font FONT = new Font(Font.SANS_SERIF, Font.PLAIN, 13);

  /** A chart with its legend above. Titles are in the page. */
  JFreeChart chart(Plot plot, LegendTitle legend) {
    JFreeChart chart = new JFreeChart(null, FONT, plot, false);
    chart.setBackgroundPaint(palette.background());
    chart.setPadding(new RectangleInsets(8, 8, 8, 24));
    plot.setBackgroundPaint(palette.background());
    plot.setOutlineVisible(false);
    legend.setPosition(RectangleEdge.TOP);
    legend.setItemFont(FONT);
    legend.setItemPaint(palette.text());
    legend.setBackgroundPaint(palette.background());
    legend.setFrame(BlockBorder.NONE);
    chart.addLegend(legend);
    return chart;
  }

  void axis(Axis axis) {
    axis.setLabelFont(FONT);
    axis.setTickLabelFont(FONT);
    axis.setLabelPaint(palette.text());
    axis.setTickLabelPaint(palette.text());
    axis.setAxisLinePaint(palette.grid());
    axis.setTickMarkPaint(palette.grid());
  }

  /** An axis of numbers, with some room behind the largest. */
  void values(ValueAxis axis) {
    axis(axis);
    axis.setUpperMargin(0.08);
  }

  BasicStroke thin() {
    return new BasicStroke(1.5f);
  }

  /** Numbers with thousands apart, in every country the same. */
  static NumberFormat numbers() {
    return new DecimalFormat("#,##0.###", DecimalFormatSymbols.getInstance(Locale.ROOT));
  }
}
