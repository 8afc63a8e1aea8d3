package io.durableemitter.benchmarks.publish;

import java.awt.BasicStroke;
import java.awt.geom.Ellipse2D;
import java.awt.geom.Line2D;
import java.util.List;
import org.jfree.chart.JFreeChart;
import org.jfree.chart.axis.NumberAxis;
import org.jfree.chart.axis.ValueAxis;
import org.jfree.chart.plot.XYPlot;
import org.jfree.chart.renderer.xy.XYErrorRenderer;
import org.jfree.chart.title.LegendTitle;
import org.jfree.data.xy.YIntervalSeries;
import org.jfree.data.xy.YIntervalSeriesCollection;

/**
 * Lines over numbers, each point with a line from its least to its most round. Heights are on a
 * logarithmic scale.
 *
 * @param name of the file
 * @param below what is on the axis below
 * @param logarithmic whether that has a logarithmic scale too
 * @param beside what is on the axis beside
 * @param lines as in the legend; every second of them dashed, so that pairs belong together
 */
record LinePlot(String name, String below, boolean logarithmic, String beside, List<Line> lines)
    implements Plot {

  private static final int HEIGHT = 380;
  private static final float[] DASHES = {6, 4};

  @Override
  public int height() {
    return HEIGHT;
  }

  @Override
  public JFreeChart chart(Palette palette) {
    YIntervalSeriesCollection data = new YIntervalSeriesCollection();
    XYErrorRenderer renderer = new XYErrorRenderer();
    renderer.setDrawXError(false);
    renderer.setLegendLine(new Line2D.Double(-14, 0, 14, 0));
    renderer.setErrorPaint(palette.text());
    renderer.setErrorStroke(new Look(palette).thin());
    for (int i = 0; i < lines.size(); i++) {
      YIntervalSeries series = new YIntervalSeries(lines.get(i).label());
      for (Point point : lines.get(i).points()) {
        Range range = point.range();
        series.add(point.at(), range.median(), range.least(), range.most());
      }
      data.addSeries(series);
      renderer.setSeriesPaint(i, palette.ofPart(i / 2));
      renderer.setSeriesShape(i, new Ellipse2D.Double(-4, -4, 8, 8));
      renderer.setSeriesLinesVisible(i, true);
      renderer.setSeriesStroke(i, stroke(i % 2 == 1));
    }
    Look look = new Look(palette);
    ValueAxis x = logarithmic ? scale(look, below) : numbers(look);
    XYPlot plot = new XYPlot(data, x, scale(look, beside), renderer);
    plot.setDomainGridlinePaint(palette.grid());
    plot.setRangeGridlinePaint(palette.grid());
    return look.chart(plot, new LegendTitle(plot));
  }

  private static BasicStroke stroke(boolean dashed) {
    return dashed
        ? new BasicStroke(2, BasicStroke.CAP_BUTT, BasicStroke.JOIN_ROUND, 1, DASHES, 0)
        : new BasicStroke(2, BasicStroke.CAP_BUTT, BasicStroke.JOIN_ROUND);
  }

  private ValueAxis numbers(Look look) {
    NumberAxis axis = new NumberAxis(below);
    look.values(axis);
    axis.setNumberFormatOverride(Look.numbers());
    axis.setRangeWithMargins(
        0,
        lines.stream()
            .flatMap(line -> line.points().stream())
            .mapToDouble(Point::at)
            .max()
            .orElse(1));
    return axis;
  }

  private static ValueAxis scale(Look look, String label) {
    DecadesAxis axis = new DecadesAxis(label);
    look.values(axis);
    return axis;
  }
}
