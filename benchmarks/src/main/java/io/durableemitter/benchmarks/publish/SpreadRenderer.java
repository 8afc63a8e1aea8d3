package io.durableemitter.benchmarks.publish;

import java.awt.Graphics2D;
import java.awt.Paint;
import java.awt.geom.Line2D;
import java.awt.geom.Rectangle2D;
import java.util.List;
import org.jfree.chart.axis.CategoryAxis;
import org.jfree.chart.axis.ValueAxis;
import org.jfree.chart.plot.CategoryPlot;
import org.jfree.chart.renderer.category.BarRenderer;
import org.jfree.chart.renderer.category.CategoryItemRendererState;
import org.jfree.chart.renderer.category.StandardBarPainter;
import org.jfree.chart.ui.RectangleEdge;
import org.jfree.data.category.CategoryDataset;

/** Draws bars in the colours of their kinds, and over each a line from its least to its most. */
final class SpreadRenderer extends BarRenderer {

  private static final double CAP = 4;

  private final transient List<Bar> bars;
  private final transient Palette palette;

  SpreadRenderer(List<Bar> bars, Palette palette) {
    this.bars = bars;
    this.palette = palette;
    setBarPainter(new StandardBarPainter());
    setShadowVisible(false);
    setMaximumBarWidth(0.5);
  }

  @Override
  public Paint getItemPaint(int row, int column) {
    return palette.of(bars.get(column).kind());
  }

  @Override
  public void drawItem(
      Graphics2D graphics,
      CategoryItemRendererState state,
      Rectangle2D area,
      CategoryPlot plot,
      CategoryAxis labels,
      ValueAxis numbers,
      CategoryDataset lengths,
      int row,
      int column,
      int pass) {
    super.drawItem(graphics, state, area, plot, labels, numbers, lengths, row, column, pass);
    Range range = bars.get(column).range();
    if (!range.isSpread()) {
      return;
    }
    RectangleEdge edge = plot.getRangeAxisEdge();
    double left = numbers.valueToJava2D(range.least(), area, edge);
    double right = numbers.valueToJava2D(range.most(), area, edge);
    double y = labels.getCategoryMiddle(column, getColumnCount(), area, plot.getDomainAxisEdge());
    graphics.setPaint(palette.text());
    graphics.setStroke(new Look(palette).thin());
    graphics.draw(new Line2D.Double(left, y, right, y));
    graphics.draw(new Line2D.Double(left, y - CAP, left, y + CAP));
    graphics.draw(new Line2D.Double(right, y - CAP, right, y + CAP));
  }
}
